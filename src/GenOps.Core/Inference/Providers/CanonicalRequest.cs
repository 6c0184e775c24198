namespace GenOps.Core.Inference.Providers;

/// <summary>The stored request: what is hashed is what is sent.</summary>
/// <param name="Kind"><see cref="Chat"/> or <see cref="Image"/>: which endpoint it goes to.</param>
/// <param name="Model">The provider's name of the model.</param>
/// <param name="Body">The exact body, UTF-8 JSON.</param>
public sealed record CanonicalRequest(string Kind, string Model, byte[] Body)
{
    /// <summary>A request for text.</summary>
    public const string Chat = "chat";

    /// <summary>A request for one image.</summary>
    public const string Image = "image";
}

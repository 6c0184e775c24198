using GenOps.Core.Inference.Providers;

namespace GenOps.Core.Inference.Limits;

/// <summary>How much of an answer is taken. Set under <c>GenOps:Limits</c>.</summary>
public sealed class AnswerLimits
{
    /// <value>16 MiB. The most bytes of an answer with text, as it is sent; the beginning of a larger one is kept, and its step fails.</value>
    public int AnswerTextBytes { get; set; } = 16 << 20;

    /// <value>64 MiB. The same of an answer with an image.</value>
    public int AnswerImageBytes { get; set; } = 64 << 20;

    /// <summary>The bound of a kind of request, in bytes.</summary>
    /// <param name="kind">As <see cref="CanonicalRequest.Kind"/>.</param>
    public int Of(string kind) => kind == CanonicalRequest.Image ? AnswerImageBytes : AnswerTextBytes;

    /// <summary>The setting that holds it.</summary>
    /// <param name="kind">As <see cref="CanonicalRequest.Kind"/>.</param>
    public static string SettingOf(string kind) =>
        kind == CanonicalRequest.Image ? $"GenOps:Limits:{nameof(AnswerImageBytes)}" : $"GenOps:Limits:{nameof(AnswerTextBytes)}";
}

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>How much a run may be started with, however it is started. Set under <c>GenOps:Limits</c>.</summary>
public sealed class InputLimits
{
    /// <summary>Those that hold where nothing is set.</summary>
    public static readonly InputLimits Default = new();

    /// <value>10 MiB. The most bytes of one text or file.</value>
    public int InputBytes { get; set; } = 10 << 20;

    /// <value>20 MiB. The most bytes of all inputs of a run.</value>
    public int InputsBytes { get; set; } = 20 << 20;

    /// <value>4 MiB. The most bytes of a webhook's body.</value>
    public int WebhookBytes { get; set; } = 4 << 20;

    /// <summary>The most bytes of a request's body: the inputs as base64, and what is around them.</summary>
    public long BodyBytes => (InputsBytes * 4L / 3) + (16 << 20) / 3;

    /// <summary>A size as people read it.</summary>
    public static string Words(long bytes) => bytes < 1 << 20
        ? FormattableString.Invariant($"{bytes:#,##0} bytes")
        : FormattableString.Invariant($"{bytes / (1024m * 1024m):0.#} MB");
}

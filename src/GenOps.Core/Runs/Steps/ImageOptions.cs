namespace GenOps.Core.Runs.Steps;

/// <summary>How large pictures may be, and what working on them may take: the settings <c>GenOps:Images</c>.</summary>
public sealed class ImageOptions
{
    /// <summary>Pictures with more pixels are refused before they are decoded, and none with more is made; in millions.</summary>
    /// <value>The default is 25.</value>
    public int Megapixels { get; set; } = 25;

    /// <summary>Memory that all workers of a process share for pictures, in MB; one that needs more than all of it is worked on alone.</summary>
    /// <value>The default is 512.</value>
    public int MemoryMegabytes { get; set; } = 512;

    internal long MostPixels => Megapixels * 1_000_000L;
}

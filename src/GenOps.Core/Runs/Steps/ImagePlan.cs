using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Runs.Steps;

/// <summary>One picture to be made.</summary>
/// <param name="Size">Its own.</param>
/// <param name="Suffix">What its name says of it; empty where nothing changes its size.</param>
/// <param name="Scale">How many of its pixels one pixel of the file becomes.</param>
/// <param name="Left">Where the file's left edge comes to lie; negative where it is cut.</param>
/// <param name="Top">The same for its top.</param>
/// <param name="IsWhole">It is the file's picture as it is.</param>
internal sealed record ImageTarget(PixelSize Size, string Suffix, double Scale, float Left, float Top, bool IsWhole = false);

/// <summary>What a transform step makes of a picture, known from the picture's header alone.</summary>
/// <param name="Header">Of the picture.</param>
/// <param name="Targets">In the order of the step's results.</param>
internal sealed record ImagePlan(ImageHeader Header, IReadOnlyList<ImageTarget> Targets)
{
    /// <summary>The scale at which the file has to be decoded, 1 at most: what the largest target needs.</summary>
    public double Scale => Math.Min(1, Targets.Max(t => t.Scale));

    /// <summary>Reads it off the step.</summary>
    public static ImagePlan Of(ImageHeader header, TransformStep step)
    {
        var whole = new PixelSize(header.Width, header.Height);
        var shown = step.Crop ?? whole;
        var targets = new List<ImageTarget>();
        if (step.Resize.Count == 0) targets.Add(At(header, shown, step.Crop?.ToString() ?? "", scale: 1) with { IsWhole = step.Crop is null });
        targets.AddRange(step.Resize.Select(size => At(header, size, size.ToString(), Covering(size, shown))));
        if (step.Thumbnail is { } small) targets.Add(At(header, small, $"thumb-{small}", Covering(small, shown)));
        return new ImagePlan(header, targets);
    }

    /// <summary>
    /// An upper estimate of the memory that working takes, bytes: the file and its copy, what the decoder keeps by itself, the decoded pixels with
    /// their smaller versions, and one target with its encoding.
    /// </summary>
    public long MemoryFor(int contentBytes)
    {
        var (width, height) = ScaledDecoding.SizeAt(Header, Scale);
        return (2L * contentBytes) + ScaledDecoding.Overhead(Header, Scale) + ((long)width * height * 6) + (Targets.Max(t => (long)t.Size.Width * t.Size.Height) * 8);
    }

    /// <summary>The scale at which one size covers all of the other.</summary>
    private static double Covering(PixelSize target, PixelSize shown) =>
        Math.Max((double)target.Width / shown.Width, (double)target.Height / shown.Height);

    private static ImageTarget At(ImageHeader header, PixelSize size, string suffix, double scale) =>
        new(size, suffix, scale, (float)((size.Width - (header.Width * scale)) / 2), (float)((size.Height - (header.Height * scale)) / 2));
}

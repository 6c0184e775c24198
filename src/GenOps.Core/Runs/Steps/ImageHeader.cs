using SkiaSharp;

namespace GenOps.Core.Runs.Steps;

/// <summary>What a picture says of itself before any of it is decoded.</summary>
/// <param name="Format">PNG, JPEG, WebP or another one that can be read.</param>
/// <param name="Width">Pixels, as declared.</param>
/// <param name="Height">Pixels, as declared.</param>
internal sealed record ImageHeader(SKEncodedImageFormat Format, int Width, int Height)
{
    public long Pixels => (long)Width * Height;

    /// <summary>Null when the content is no picture.</summary>
    public static ImageHeader? Read(byte[] content)
    {
        using var data = SKData.CreateCopy(content);
        using var codec = SKCodec.Create(data);
        return codec is null ? null : new ImageHeader(codec.EncodedFormat, codec.Info.Width, codec.Info.Height);
    }

    /// <summary>Whether it has more pixels than are taken; a sentence then, else null.</summary>
    public string? TooLarge(ImageOptions options) =>
        Pixels > options.MostPixels ? $"The picture has {Width} × {Height} pixels; at most {options.Megapixels} megapixels are taken." : null;
}

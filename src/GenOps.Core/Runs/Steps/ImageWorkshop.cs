using GenOps.Core.Pipelines.Definitions;
using SkiaSharp;

namespace GenOps.Core.Runs.Steps;

/// <summary>A picture that was worked on.</summary>
/// <param name="Content">The file.</param>
/// <param name="Suffix">What its name says of it, as <c>1200x630</c>; empty where nothing changed its size.</param>
/// <param name="MediaType">As <c>image/png</c>.</param>
/// <param name="Ending">As <c>png</c>.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
internal sealed record WorkedImage(byte[] Content, string Suffix, string MediaType, string Ending, int Width, int Height);

/// <summary>Crops, resizes and re-encodes pictures. The same input gives the same bytes.</summary>
internal static class ImageWorkshop
{
    private const int Quality = 90;

    /// <summary>More pixels than this are refused before they are decoded: 100 megapixels are 400 MB of memory.</summary>
    private const long MostPixels = 100_000_000;

    /// <summary>Does what a transform step asks, in its order: crop, resize, thumbnail, format, tags.</summary>
    /// <exception cref="InvalidInputException">The content is no picture, or too large a one.</exception>
    public static IReadOnlyList<WorkedImage> Work(byte[] content, TransformStep step, IReadOnlyList<string> tags)
    {
        using var data = SKData.CreateCopy(content);
        using var codec = SKCodec.Create(data) ?? throw NoPicture(step.Source.Text);
        if ((long)codec.Info.Width * codec.Info.Height > MostPixels)
            throw new InvalidInputException(step.Source.Text, $"The picture has {codec.Info.Width} × {codec.Info.Height} pixels.", "Take one of at most 100 megapixels.");
        using var decoded = SKBitmap.Decode(codec) ?? throw NoPicture(step.Source.Text);
        var format = step.Format ?? FormatOf(codec.EncodedFormat);
        using var cropped = step.Crop is { } crop ? Fill(decoded, crop, scale: false) : decoded.Copy();
        var results = new List<WorkedImage>();
        if (step.Resize.Count == 0) results.Add(Encode(cropped, format, step.Crop?.ToString() ?? "", tags));
        foreach (var size in step.Resize)
        {
            using var resized = Fill(cropped, size, scale: true);
            results.Add(Encode(resized, format, size.ToString(), tags));
        }

        if (step.Thumbnail is { } small)
        {
            using var thumbnail = Fill(cropped, small, scale: true);
            results.Add(Encode(thumbnail, format, $"thumb-{small}", tags));
        }

        return results;
    }

    /// <summary>Covers the whole size and cuts what stands over, evenly on both sides.</summary>
    private static SKBitmap Fill(SKBitmap source, PixelSize size, bool scale)
    {
        var target = new SKBitmap(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        using var canvas = new SKCanvas(target);
        canvas.Clear(SKColors.Transparent);
        var factor = scale ? Math.Max((float)size.Width / source.Width, (float)size.Height / source.Height) : 1f;
        var (width, height) = (source.Width * factor, source.Height * factor);
        var place = SKRect.Create((size.Width - width) / 2, (size.Height - height) / 2, width, height);
        using var image = SKImage.FromBitmap(source);
        canvas.DrawImage(image, place, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return target;
    }

    private static WorkedImage Encode(SKBitmap bitmap, ImageFormat format, string suffix, IReadOnlyList<string> tags)
    {
        var (kind, type, ending) = format switch
        {
            ImageFormat.Jpeg => (SKEncodedImageFormat.Jpeg, "image/jpeg", "jpg"),
            ImageFormat.Webp => (SKEncodedImageFormat.Webp, "image/webp", "webp"),
            _ => (SKEncodedImageFormat.Png, "image/png", "png"),
        };
        using var image = SKImage.FromBitmap(bitmap);
        using var encoded = image.Encode(kind, Quality);
        var content = ImageTags.Write(encoded.ToArray(), type, tags, bitmap.Width, bitmap.Height);
        return new WorkedImage(content, suffix, type, ending, bitmap.Width, bitmap.Height);
    }

    private static ImageFormat FormatOf(SKEncodedImageFormat format) => format switch
    {
        SKEncodedImageFormat.Jpeg => ImageFormat.Jpeg,
        SKEncodedImageFormat.Webp => ImageFormat.Webp,
        _ => ImageFormat.Png,
    };

    private static InvalidInputException NoPicture(string source) =>
        new(source, "What it gives is no picture.", "Give a PNG, JPEG or WebP file.");
}

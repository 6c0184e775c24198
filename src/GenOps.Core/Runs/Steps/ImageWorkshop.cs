using GenOps.Core.Pipelines.Definitions;
using Microsoft.Extensions.Options;
using SkiaSharp;

namespace GenOps.Core.Runs.Steps;

/// <summary>A picture that was worked on.</summary>
/// <param name="Content">The file.</param>
/// <param name="Suffix">What its name says of it, as <c>1200x630</c>; empty where nothing changed its size.</param>
/// <param name="MediaType">As <c>image/png</c>.</param>
/// <param name="Ending">As <c>png</c>.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
public sealed record WorkedImage(byte[] Content, string Suffix, string MediaType, string Ending, int Width, int Height);

/// <summary>
/// Crops, resizes and re-encodes pictures. The same input gives the same bytes. A picture that is too large is refused by what its header
/// says; one that is not is decoded no larger than it is needed, once the memory for it is there.
/// </summary>
public sealed class ImageWorkshop(ImageMemory memory, IOptions<ImageOptions> options)
{
    private const int Quality = 90;

    /// <summary>Does what a transform step asks, in its order: crop, resize, thumbnail, format, tags.</summary>
    /// <exception cref="InvalidInputException">The content is no picture, or it or what is to be made of it is too large.</exception>
    public async Task<IReadOnlyList<WorkedImage>> WorkAsync(byte[] content, TransformStep step, IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        var header = ImageHeader.Read(content) ?? throw NoPicture(step);
        var plan = ImagePlan.Of(header, step);
        Refuse(header, plan, step);
        using var share = await memory.TakeAsync(plan.MemoryFor(content.Length), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return Work(content, plan, step, tags);
    }

    private void Refuse(ImageHeader header, ImagePlan plan, TransformStep step)
    {
        if (header.TooLarge(options.Value) is { } problem) throw new InvalidInputException(step.Source.Text, problem, "Give a smaller one.");
        if (plan.Targets.FirstOrDefault(t => (long)t.Size.Width * t.Size.Height > options.Value.MostPixels) is { } target)
            throw new InvalidInputException(step.Id, $"A picture of {target.Size} would be made; at most {options.Value.Megapixels} megapixels are.", "Choose a smaller size in the definition.");
    }

    private static List<WorkedImage> Work(byte[] content, ImagePlan plan, TransformStep step, IReadOnlyList<string> tags)
    {
        using var data = SKData.CreateCopy(content);
        using var codec = SKCodec.Create(data) ?? throw NoPicture(step);
        var decoded = ScaledDecoding.Decode(codec, plan.Scale) ?? throw NoPicture(step);
        using var bitmap = decoded.Bitmap;
        // Only of pixels that do not change an image can be made without a copy of them.
        bitmap.SetImmutable();
        using var source = SKImage.FromBitmap(bitmap);
        var format = step.Format ?? FormatOf(codec.EncodedFormat);
        var results = new List<WorkedImage>();
        foreach (var target in plan.Targets)
        {
            if (target.IsWhole)
            {
                results.Add(Encode(source, format, target, tags));
                continue;
            }

            using var drawn = Draw(source, decoded, target);
            results.Add(Encode(drawn, format, target, tags));
        }

        return results;
    }

    /// <summary>Centred; what stands over is cut, evenly on both sides.</summary>
    private static SKImage Draw(SKImage source, ScaledPicture decoded, ImageTarget target)
    {
        using var surface = SKSurface.Create(new SKImageInfo(target.Size.Width, target.Size.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        surface.Canvas.Clear(SKColors.Transparent);
        var (width, height) = ((float)(source.Width * decoded.PixelWidth * target.Scale), (float)(source.Height * decoded.PixelHeight * target.Scale));
        var place = SKRect.Create(target.Left, target.Top, width, height);
        surface.Canvas.DrawImage(source, place, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return surface.Snapshot();
    }

    private static WorkedImage Encode(SKImage image, ImageFormat format, ImageTarget target, IReadOnlyList<string> tags)
    {
        var (kind, type, ending) = format switch
        {
            ImageFormat.Jpeg => (SKEncodedImageFormat.Jpeg, "image/jpeg", "jpg"),
            ImageFormat.Webp => (SKEncodedImageFormat.Webp, "image/webp", "webp"),
            _ => (SKEncodedImageFormat.Png, "image/png", "png"),
        };
        using var encoded = image.Encode(kind, Quality);
        var content = ImageTags.Write(encoded.ToArray(), type, tags, image.Width, image.Height);
        return new WorkedImage(content, target.Suffix, type, ending, image.Width, image.Height);
    }

    private static ImageFormat FormatOf(SKEncodedImageFormat format) => format switch
    {
        SKEncodedImageFormat.Jpeg => ImageFormat.Jpeg,
        SKEncodedImageFormat.Webp => ImageFormat.Webp,
        _ => ImageFormat.Png,
    };

    private static InvalidInputException NoPicture(TransformStep step) =>
        new(step.Source.Text, "What it gives is no picture.", "Give a PNG, JPEG or WebP file.");
}

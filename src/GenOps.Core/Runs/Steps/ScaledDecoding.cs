using System.Runtime.InteropServices;
using SkiaSharp;

namespace GenOps.Core.Runs.Steps;

/// <summary>A decoded picture, smaller than the file by a known measure.</summary>
/// <param name="Bitmap">Premultiplied pixels.</param>
/// <param name="PixelWidth">How many pixels of the file one of its columns stands for; at least 1.</param>
/// <param name="PixelHeight">The same for rows.</param>
internal sealed record ScaledPicture(SKBitmap Bitmap, float PixelWidth, float PixelHeight);

/// <summary>Decodes a picture no larger than it is needed: a thumbnail of a large photograph never has all its pixels in memory.</summary>
internal static class ScaledDecoding
{
    private const int Bytes = 4;

    /// <summary>JPEG can be decoded at each eighth of its size; WebP at any, and these serve as well.</summary>
    private const int Parts = 8;

    /// <summary>How large a picture becomes when it is decoded at a scale.</summary>
    /// <param name="header">Of the file.</param>
    /// <param name="scale">Above 0; 1 and more mean all of it.</param>
    public static (int Width, int Height) SizeAt(ImageHeader header, double scale)
    {
        var (times, of) = header.Format == SKEncodedImageFormat.Png ? (1, Factor(scale)) : IsScalable(header.Format) ? (Eighths(scale), Parts) : (1, 1);
        return ((int)(((long)header.Width * times + of - 1) / of), (int)(((long)header.Height * times + of - 1) / of));
    }

    /// <summary>An upper estimate of the bytes a decoder keeps besides its result: a progressive JPEG all its coefficients, an interlaced PNG and WebP all pixels.</summary>
    public static long Overhead(ImageHeader header, double scale) => header.Format switch
    {
        SKEncodedImageFormat.Jpeg => header.Pixels * 6,
        SKEncodedImageFormat.Png when Factor(scale) > 1 => Math.Min(header.Pixels, StripPixels(header.Pixels)) * Bytes * 2,
        _ => header.Pixels * Bytes,
    };

    /// <summary>Decodes at the scale or the next larger one the format has.</summary>
    /// <param name="codec">Fresh.</param>
    /// <param name="scale">Above 0; 1 and more mean all of it.</param>
    /// <returns>Null when it cannot be decoded.</returns>
    public static ScaledPicture? Decode(SKCodec codec, double scale)
    {
        if (codec.EncodedFormat == SKEncodedImageFormat.Png && Factor(scale) is > 1 and var factor) return InStrips(codec, factor);
        var size = IsScalable(codec.EncodedFormat) ? codec.GetScaledDimensions(Eighths(scale) / (float)Parts) : codec.Info.Size;
        var info = codec.Info.WithSize(size.Width, size.Height).WithAlphaType(codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Premul).WithColorSpace(null);
        var bitmap = new SKBitmap(info);
        if (codec.GetPixels(info, bitmap.GetPixels()) is SKCodecResult.Success or SKCodecResult.IncompleteInput)
            return new ScaledPicture(bitmap, (float)codec.Info.Width / size.Width, (float)codec.Info.Height / size.Height);
        bitmap.Dispose();
        return null;
    }

    private static bool IsScalable(SKEncodedImageFormat format) => format is SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Webp;

    private static int Eighths(double scale) => (int)Math.Clamp(Math.Ceiling(scale * Parts), 1, Parts);

    private static int Factor(double scale) => (int)Math.Clamp(Math.Floor(1 / scale), 1, 1024);

    /// <summary>
    /// PNG knows no scale: some rows at a time are decoded, and each square of pixels becomes its mean. Each strip is unpacked from the file's
    /// beginning, so there are few of them.
    /// </summary>
    private static ScaledPicture? InStrips(SKCodec codec, int factor)
    {
        var full = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        var bitmap = new SKBitmap((full.Width + factor - 1) / factor, (full.Height + factor - 1) / factor, SKColorType.Rgba8888, SKAlphaType.Premul);
        var height = (int)(StripPixels((long)full.Width * full.Height) / full.Width / factor + 1) * factor;
        var strip = new byte[full.RowBytes * Math.Min(height, full.Height)];
        var pinned = GCHandle.Alloc(strip, GCHandleType.Pinned);
        try
        {
            for (var top = 0; top < full.Height; top += height)
            {
                var rows = Math.Min(height, full.Height - top);
                // Of a file that breaks off the rest stays empty, as it does when it is decoded whole.
                Array.Clear(strip);
                var options = new SKCodecOptions(SKRectI.Create(0, top, full.Width, rows));
                if (codec.StartIncrementalDecode(full, pinned.AddrOfPinnedObject(), full.RowBytes, options) != SKCodecResult.Success
                    || codec.IncrementalDecode() is not (SKCodecResult.Success or SKCodecResult.IncompleteInput))
                {
                    bitmap.Dispose();
                    return null;
                }

                for (var row = 0; row < rows; row += factor)
                    Average(strip.AsSpan(row * full.RowBytes), full.Width, Math.Min(factor, rows - row), factor, bitmap.GetPixelSpan()[((top + row) / factor * bitmap.RowBytes)..]);
            }
        }
        finally
        {
            pinned.Free();
        }

        return new ScaledPicture(bitmap, factor, factor);
    }

    /// <summary>Four million pixels, or an eighth of a picture that would otherwise take more than eight strips.</summary>
    private static long StripPixels(long pixels) => Math.Max(4_000_000, pixels / 8);

    private static void Average(ReadOnlySpan<byte> strip, int width, int rows, int factor, Span<byte> target)
    {
        for (var column = 0; column * factor < width; column++)
        {
            var columns = Math.Min(factor, width - (column * factor));
            var (r, g, b, a) = (0, 0, 0, 0);
            for (var y = 0; y < rows; y++)
            {
                var line = strip.Slice(((y * width) + (column * factor)) * Bytes, columns * Bytes);
                for (var x = 0; x < line.Length; x += Bytes) (r, g, b, a) = (r + line[x], g + line[x + 1], b + line[x + 2], a + line[x + 3]);
            }

            var (count, at) = (rows * columns, column * Bytes);
            target[at] = Mean(r, count);
            target[at + 1] = Mean(g, count);
            target[at + 2] = Mean(b, count);
            target[at + 3] = Mean(a, count);
        }
    }

    private static byte Mean(int sum, int count) => (byte)((sum + (count / 2)) / count);
}

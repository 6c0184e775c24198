using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Steps;
using Microsoft.Extensions.Options;
using SkiaSharp;

namespace GenOps.Core.Tests.Runs.Steps;

/// <summary>Pictures are judged by their header, decoded no larger than needed, and share one memory.</summary>
public sealed class ImageWorkshopTests
{
    private const int Width = 2400;
    private const int Height = 1600;
    private readonly ImageOptions _options = new();

    [Theory]
    [InlineData(60_000, 60_000)]
    [InlineData(5_001, 5_000)]
    public async Task Work_PictureThatDeclaresTooManyPixels_IsRefusedByItsHeader(int width, int height)
    {
        // Nothing but a header: if it were decoded, it would be refused as no picture.
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => WorkAsync(HeaderOnly(width, height), Step(resize: new(100, 100))));

        Assert.Equal($"The picture has {width} × {height} pixels; at most 25 megapixels are taken.", Assert.Single(refused.Problems).Problem);
    }

    [Fact]
    public async Task Work_LimitOfTheSetting_IsTheLimit()
    {
        _options.Megapixels = 1;

        await Assert.ThrowsAsync<InvalidInputException>(() => WorkAsync(Photo(SKEncodedImageFormat.Jpeg), Step(resize: new(100, 100))));
    }

    [Fact]
    public async Task Work_TargetWithTooManyPixels_IsRefusedBeforeAnythingIsDecoded()
    {
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => WorkAsync(HeaderOnly(100, 100), Step(resize: new(8192, 8192))));

        Assert.Contains("8192x8192", Assert.Single(refused.Problems).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_ManyAtOnceOnASmallMemory_WaitForEachOtherAndAllEnd()
    {
        _options.MemoryMegabytes = 16;
        var memory = new ImageMemory(Options.Create(_options));
        var workshop = new ImageWorkshop(memory, Options.Create(_options));
        var (photo, step) = (Photo(SKEncodedImageFormat.Jpeg), Step(resize: new(300, 200)));
        var held = await memory.TakeAsync(long.MaxValue, CancellationToken.None);

        var works = Enumerable.Range(0, 8).Select(_ => workshop.WorkAsync(photo, step, [], CancellationToken.None)).ToList();
        Assert.Equal(8, memory.Waiting);
        held.Dispose();

        Assert.All(await Task.WhenAll(works), made => Assert.Equal((300, 200), (made[0].Width, made[0].Height)));
        using var all = await memory.TakeAsync(long.MaxValue, CancellationToken.None);
    }

    [Fact]
    public async Task Work_CancelledWhileItWaits_Ends()
    {
        var memory = new ImageMemory(Options.Create(_options));
        using var held = await memory.TakeAsync(long.MaxValue, CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        var work = new ImageWorkshop(memory, Options.Create(_options)).WorkAsync(Photo(SKEncodedImageFormat.Jpeg), Step(resize: new(30, 20)), [], cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg, 300, 200)]
    [InlineData(SKEncodedImageFormat.Webp, 300, 200)]
    [InlineData(SKEncodedImageFormat.Png, 300, 200)]
    [InlineData(SKEncodedImageFormat.Jpeg, 30, 20)]
    public void Decode_ForASmallTarget_IsOfTheTargetsScale(SKEncodedImageFormat format, int width, int height)
    {
        using var data = SKData.CreateCopy(Photo(format));
        using var codec = SKCodec.Create(data);
        var header = new ImageHeader(format, Width, Height);
        var scale = ImagePlan.Of(header, Step(resize: new(width, height))).Scale;

        var decoded = ScaledDecoding.Decode(codec, scale)!;
        using var bitmap = decoded.Bitmap;

        Assert.InRange(bitmap.Width, width, Math.Max(width * 2, Width / 8));
        Assert.Equal((bitmap.Width, bitmap.Height), ScaledDecoding.SizeAt(header, scale));
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    [InlineData(SKEncodedImageFormat.Png)]
    public async Task Work_ResizedFromAScale_LooksLikeTheWholePictureResized(SKEncodedImageFormat format)
    {
        var photo = Photo(format);
        var step = Step(resize: new(620, 620), crop: new(2000, 1500), format: ImageFormat.Png);

        using var made = SKBitmap.Decode((await WorkAsync(photo, step))[0].Content);
        using var expected = Resized(photo, new(2000, 1500), new(620, 620));

        Assert.Equal((620, 620), (made.Width, made.Height));
        Assert.InRange(MeanDifference(made, expected), 0, 2.5);
    }

    [Fact]
    public void Decode_PngOfSeveralStrips_IsTheMeanOfEachSquare()
    {
        const int Side = 2_999;
        using var noise = new SKBitmap(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var pixels = noise.GetPixelSpan();
        for (var at = 0; at < pixels.Length; at++) pixels[at] = at % 4 == 3 ? (byte)255 : (byte)(at / 4 % Side / 12 + (at / 4 / Side / 12));
        using var encoded = noise.Encode(SKEncodedImageFormat.Png, 100);
        using var codec = SKCodec.Create(encoded);

        using var decoded = ScaledDecoding.Decode(codec, 1 / 3.0)!.Bitmap;

        Assert.Equal((1000, 1000), (decoded.Width, decoded.Height));
        foreach (var (x, y) in ((int, int)[])[(0, 0), (500, 443), (500, 444), (500, 445), (999, 999)])
        {
            var expected = (from dy in Enumerable.Range(y * 3, 3) from dx in Enumerable.Range(x * 3, 3) where dx < Side && dy < Side select (int)noise.GetPixel(dx, dy).Red).Average();
            Assert.InRange(decoded.GetPixel(x, y).Red, expected - 0.51, expected + 0.51);
        }
    }

    [Fact]
    public async Task Work_ResultsOfAStep_AreThoseOfItsDefinition()
    {
        var step = Step(resize: new(400, 200), crop: new(1000, 1000), thumbnail: new(64, 64), format: ImageFormat.Webp);

        var made = await WorkAsync(Photo(SKEncodedImageFormat.Png), step, "tide");

        Assert.Equal([("400x200", 400, 200), ("thumb-64x64", 64, 64)], made.Select(m => (m.Suffix, m.Width, m.Height)));
        Assert.All(made, m => Assert.Contains("tide", Encoding.UTF8.GetString(m.Content), StringComparison.Ordinal));
        Assert.Equal([SKEncodedImageFormat.Webp, SKEncodedImageFormat.Webp], made.Select(m => ImageHeader.Read(m.Content)!.Format));
    }

    [Fact]
    public async Task Work_NothingButAFormat_KeepsEveryPixel()
    {
        var photo = Photo(SKEncodedImageFormat.Png);

        using var made = SKBitmap.Decode((await WorkAsync(photo, Step(format: ImageFormat.Png)))[0].Content);
        using var original = SKBitmap.Decode(photo);

        Assert.Equal(0, MeanDifference(made, original));
    }

    [Fact]
    public async Task Work_CropLargerThanThePicture_HasAClearMargin()
    {
        using var made = SKBitmap.Decode((await WorkAsync(Photo(SKEncodedImageFormat.Png), Step(crop: new(Width + 200, Height + 100), format: ImageFormat.Png)))[0].Content);

        Assert.Equal((Width + 200, Height + 100), (made.Width, made.Height));
        Assert.Equal((0, 255), (made.GetPixel(50, 800).Alpha, made.GetPixel(101, 800).Alpha));
    }

    [Fact]
    public async Task Work_FileThatBreaksOff_ShowsWhatThereIs()
    {
        var photo = Photo(SKEncodedImageFormat.Png);

        using var made = SKBitmap.Decode((await WorkAsync(photo[..(photo.Length / 2)], Step(resize: new(300, 200), format: ImageFormat.Png)))[0].Content);

        Assert.Equal((255, 0), (made.GetPixel(150, 10).Alpha, made.GetPixel(150, 199).Alpha));
    }

    private Task<IReadOnlyList<WorkedImage>> WorkAsync(byte[] content, TransformStep step, params string[] tags) =>
        new ImageWorkshop(new ImageMemory(Options.Create(_options)), Options.Create(_options)).WorkAsync(content, step, tags, CancellationToken.None);

    private static TransformStep Step(PixelSize? resize = null, PixelSize? crop = null, PixelSize? thumbnail = null, ImageFormat? format = null) => new()
    {
        Id = "sizes",
        Source = ValuePath.Parse("steps.banner.output"),
        Resize = resize is { } size ? [size] : [],
        Crop = crop,
        Thumbnail = thumbnail,
        Format = format,
    };

    /// <summary>Soft colours with sharp edges, so that a shift or a wrong scale shows.</summary>
    private static byte[] Photo(SKEncodedImageFormat format)
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var shader = SKShader.CreateLinearGradient(new(0, 0), new(Width, Height), [SKColors.Navy, SKColors.Coral, SKColors.Ivory], null, SKShaderTileMode.Clamp);
        using var sky = new SKPaint { Shader = shader };
        surface.Canvas.DrawPaint(sky);
        using var ring = new SKPaint { Color = SKColors.DarkGreen, IsStroke = true, StrokeWidth = 37, IsAntialias = true };
        for (var radius = 100; radius < 1400; radius += 160) surface.Canvas.DrawCircle(700, 500, radius, ring);
        using var image = surface.Snapshot();
        using var encoded = image.Encode(format, 92);
        return encoded.ToArray();
    }

    /// <summary>All of it decoded, then cut and made smaller with a filter of high quality.</summary>
    private static SKBitmap Resized(byte[] content, PixelSize crop, PixelSize size)
    {
        using var whole = SKBitmap.Decode(content);
        using var cut = new SKBitmap(new SKImageInfo(crop.Width, crop.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        whole.ExtractSubset(cut, SKRectI.Create((whole.Width - crop.Width) / 2, (whole.Height - crop.Height) / 2, crop.Width, crop.Height));
        var factor = Math.Max((double)size.Width / crop.Width, (double)size.Height / crop.Height);
        using var scaled = cut.Resize(new SKImageInfo((int)Math.Round(crop.Width * factor), (int)Math.Round(crop.Height * factor)), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        var result = new SKBitmap();
        scaled.ExtractSubset(result, SKRectI.Create((scaled.Width - size.Width) / 2, (scaled.Height - size.Height) / 2, size.Width, size.Height));
        return result.Copy();
    }

    private static double MeanDifference(SKBitmap one, SKBitmap other)
    {
        Assert.Equal((other.Width, other.Height), (one.Width, one.Height));
        var (a, b) = (one.Pixels, other.Pixels);
        return a.Zip(b, (x, y) => (Math.Abs(x.Red - y.Red) + Math.Abs(x.Green - y.Green) + Math.Abs(x.Blue - y.Blue)) / 3.0).Average();
    }

    private static byte[] HeaderOnly(int width, int height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 6);
        return [0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR", header), .. Chunk("IDAT", []), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        var chunk = new byte[8 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        body.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(4 + body.Length), Crc32.HashToUInt32(body));
        return chunk;
    }
}

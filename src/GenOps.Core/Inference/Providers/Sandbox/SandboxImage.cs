using System.Security.Cryptography;
using System.Text;
using SkiaSharp;

namespace GenOps.Core.Inference.Providers.Sandbox;

/// <summary>
/// Draws a picture whose colours and shapes follow the prompt's hash: the same prompt and size give the same picture.
/// It bears a small mark, so that nobody takes it for the work of a model.
/// </summary>
internal static class SandboxImage
{
    private const int Step = 6;

    // The letters of the mark, five by seven points each, so that no font is needed.
    private static readonly Dictionary<char, string> Letters = new()
    {
        ['S'] = "01111 10000 10000 01110 00001 00001 11110",
        ['A'] = "01110 10001 10001 11111 10001 10001 10001",
        ['N'] = "10001 11001 10101 10011 10001 10001 10001",
        ['D'] = "11110 10001 10001 10001 10001 10001 11110",
        ['B'] = "11110 10001 10001 11110 10001 10001 11110",
        ['O'] = "01110 10001 10001 10001 10001 10001 01110",
        ['X'] = "10001 10001 01010 00100 01010 10001 10001",
    };

    /// <summary>A PNG of that size.</summary>
    public static byte[] Draw(string prompt, int width, int height)
    {
        var seed = SHA256.HashData(Encoding.UTF8.GetBytes(prompt));
        using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var canvas = surface.Canvas;
        var hue = seed[0] * 360f / 256f;
        DrawSky(canvas, width, height, hue);
        DrawSun(canvas, width, height, seed, hue);
        DrawHills(canvas, width, height, seed, hue);
        DrawMark(canvas, width, height);
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static void DrawSky(SKCanvas canvas, int width, int height, float hue)
    {
        using var shader = SKShader.CreateLinearGradient(
            new SKPoint(0, 0),
            new SKPoint(width * 0.3f, height),
            [SKColor.FromHsl(hue, 45, 88), SKColor.FromHsl((hue + 28) % 360, 55, 74)],
            null,
            SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader };
        canvas.DrawRect(0, 0, width, height, paint);
    }

    private static void DrawSun(SKCanvas canvas, int width, int height, byte[] seed, float hue)
    {
        var radius = Math.Min(width, height) * (0.1f + seed[1] / 256f * 0.1f);
        var centre = new SKPoint(width * (0.15f + seed[2] / 256f * 0.7f), height * (0.18f + seed[3] / 256f * 0.2f));
        using var paint = new SKPaint { IsAntialias = true, Color = SKColor.FromHsl((hue + 40) % 360, 80, 94).WithAlpha(90) };
        canvas.DrawCircle(centre, radius * 1.6f, paint);
        paint.Color = SKColor.FromHsl((hue + 40) % 360, 85, 95).WithAlpha(230);
        canvas.DrawCircle(centre, radius, paint);
    }

    private static void DrawHills(SKCanvas canvas, int width, int height, byte[] seed, float hue)
    {
        const int Layers = 4;
        for (var layer = 0; layer < Layers; layer++)
        {
            using var line = new SKPathBuilder();
            line.MoveTo(0, height);
            for (var x = 0; x <= width + Step; x += Step)
                line.LineTo(x, height * Skyline(seed.AsSpan(4 + layer * 4, 4), layer, x / (float)width));
            line.LineTo(width + Step, height);
            line.Close();
            using var path = line.Detach();
            using var paint = new SKPaint { IsAntialias = true, Color = SKColor.FromHsl((hue + 9 * layer) % 360, 34, 66 - layer * 11) };
            canvas.DrawPath(path, paint);
        }
    }

    /// <summary>The height of a hill at a place, both 0 to 1: two waves whose length and start follow the seed.</summary>
    private static float Skyline(ReadOnlySpan<byte> seed, int layer, float x)
    {
        var length = 0.7f + seed[0] / 256f * 0.9f;
        var wide = MathF.Sin(MathF.Tau * (x * length + seed[1] / 256f));
        var narrow = MathF.Sin(MathF.Tau * (x * length * 2.3f + seed[2] / 256f));
        var swing = 0.03f + seed[3] / 256f * 0.05f;
        return 0.5f + layer * 0.125f + swing * (wide + 0.35f * narrow);
    }

    private static void DrawMark(SKCanvas canvas, int width, int height)
    {
        const string Mark = "SANDBOX";
        var point = Math.Max(1f, MathF.Floor(Math.Min(width, height) / 220f));
        var left = width - (Mark.Length * 6 + 3) * point;
        var top = height - 10 * point;
        using var paint = new SKPaint { Color = SKColors.White.WithAlpha(190) };
        foreach (var letter in Mark)
        {
            var rows = Letters[letter].Split(' ');
            for (var y = 0; y < rows.Length; y++)
            {
                for (var x = 0; x < rows[y].Length; x++)
                {
                    if (rows[y][x] == '1')
                        canvas.DrawRect(left + x * point, top + y * point, point, point, paint);
                }
            }

            left += 6 * point;
        }
    }
}

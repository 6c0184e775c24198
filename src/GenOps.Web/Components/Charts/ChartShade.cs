using MudBlazor;
using MudBlazor.Utilities;

namespace GenOps.Web.Components.Charts;

/// <summary>One shade of a heat map.</summary>
/// <param name="From">Lowest value it stands for.</param>
/// <param name="To">Highest value it stands for.</param>
/// <param name="Color">As the script wants it, <c>#rrggbb</c>.</param>
internal sealed record ChartShade(double From, double To, string Color)
{
    private const int Count = 6;

    /// <summary>Even shades from nearly the ground to the primary colour; more is always further from the ground.</summary>
    public static IReadOnlyList<ChartShade> Between(double min, double max, Palette palette)
    {
        var width = (max - min) / Count;
        return
        [
            .. Enumerable.Range(0, Count).Select(i => new ChartShade(
                // The lowest shade begins a little early: the library leaves a value on its very edge without a colour.
                i == 0 ? min - (width / 1000) : min + (i * width),
                i == Count - 1 ? max : min + ((i + 1) * width),
                Mix(palette.BackgroundGray, palette.Primary, (double)i / (Count - 1)))),
        ];
    }

    private static string Mix(MudColor ground, MudColor full, double share)
    {
        byte Part(byte from, byte to) => (byte)Math.Round(from + ((to - from) * share));
        return $"#{Part(ground.R, full.R):x2}{Part(ground.G, full.G):x2}{Part(ground.B, full.B):x2}";
    }
}

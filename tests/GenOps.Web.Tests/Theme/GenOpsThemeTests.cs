using GenOps.Web.Theme;
using MudBlazor.Utilities;

namespace GenOps.Web.Tests.Theme;

public sealed class GenOpsThemeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Palette_TextOnEachGround_MeetsWcagAa(bool dark)
    {
        var p = GenOpsTheme.PaletteOf(dark);
        MudColor[] texts = [p.TextPrimary, p.TextSecondary, p.TextDisabled, p.Primary, p.Secondary, p.Tertiary, p.Info, p.Success, p.Warning, p.Error];
        MudColor[] grounds = [p.Background, p.BackgroundGray, p.Surface, p.DrawerBackground, p.AppbarBackground, p.TableHover, p.TableStriped];

        foreach (var text in texts)
        {
            foreach (var ground in grounds) AssertContrast(text, ground, 4.5);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Palette_TextOnColours_MeetsWcagAa(bool dark)
    {
        var p = GenOpsTheme.PaletteOf(dark);

        AssertContrast(p.PrimaryContrastText, p.Primary, 4.5);
        AssertContrast(p.SecondaryContrastText, p.Secondary, 4.5);
        AssertContrast(p.TertiaryContrastText, p.Tertiary, 4.5);
        AssertContrast(p.InfoContrastText, p.Info, 4.5);
        AssertContrast(p.SuccessContrastText, p.Success, 4.5);
        AssertContrast(p.WarningContrastText, p.Warning, 4.5);
        AssertContrast(p.ErrorContrastText, p.Error, 4.5);
        AssertContrast(p.LinesInputs, p.Surface, 3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Series_OnTheSurface_CanBeTold(bool dark)
    {
        foreach (var colour in GenOpsTheme.SeriesOf(dark)) AssertContrast(new MudColor(colour), GenOpsTheme.PaletteOf(dark).Surface, 3);
    }

    [Theory]
    [InlineData(false, "html:root{")]
    [InlineData(true, "html:root[data-scheme=dark]{")]
    public void Variables_OfAScheme_HoldTheColoursOfTheFrameBeforeThereIsACircuit(bool dark, string selector)
    {
        var rule = ThemeCss.Variables[(ThemeCss.Variables.IndexOf(selector, StringComparison.Ordinal) + selector.Length)..].Split('}')[0];
        var palette = GenOpsTheme.PaletteOf(dark);

        Assert.Contains($"--mud-palette-appbar-background:{palette.AppbarBackground.ToString(MudColorOutputFormats.Hex)};", rule, StringComparison.Ordinal);
        Assert.Contains($"--mud-palette-drawer-background:{palette.DrawerBackground.ToString(MudColorOutputFormats.Hex)};", rule, StringComparison.Ordinal);
        Assert.Contains($"--mud-palette-background:{palette.Background.ToString(MudColorOutputFormats.Hex)};", rule, StringComparison.Ordinal);
    }

    private static void AssertContrast(MudColor one, MudColor other, double least)
    {
        var (low, high) = (Math.Min(Luminance(one), Luminance(other)), Math.Max(Luminance(one), Luminance(other)));
        var ratio = (high + 0.05) / (low + 0.05);
        Assert.True(ratio >= least, $"{one} on {other} has a contrast of {ratio:0.00}, needs {least}");
    }

    /// <summary>Relative luminance as WCAG 2.1 defines it.</summary>
    private static double Luminance(MudColor colour) =>
        (0.2126 * Channel(colour.R)) + (0.7152 * Channel(colour.G)) + (0.0722 * Channel(colour.B));

    private static double Channel(byte value)
    {
        var share = value / 255.0;
        return share <= 0.03928 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
    }
}

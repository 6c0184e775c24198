using System.Text;
using MudBlazor;
using MudBlazor.Utilities;

namespace GenOps.Web.Theme;

/// <summary>
/// The palettes as CSS variables for both schemes. Pages rendered without a circuit (login, setup, errors) and our own
/// styles use only these, so they need no MudBlazor provider and never flash in the other scheme.
/// </summary>
public static class ThemeCss
{
    /// <summary>A style sheet that sets <c>--go-*</c> for light, and for dark under <c>[data-scheme=dark]</c>.</summary>
    public static string Variables { get; } = Build();

    private static string Build()
    {
        var css = new StringBuilder();
        Append(css, "html:root", dark: false);
        Append(css, "html:root[data-scheme=dark]", dark: true);
        return css.ToString();
    }

    private static void Append(StringBuilder css, string selector, bool dark)
    {
        var palette = GenOpsTheme.PaletteOf(dark);
        css.Append(selector).Append("{color-scheme:").Append(dark ? "dark" : "light").Append(';');
        foreach (var (name, colour) in Named(palette))
            css.Append("--go-").Append(name).Append(':').Append(colour.ToString(MudColorOutputFormats.Hex)).Append(';');
        // MudBlazor's own, which it states once it knows the scheme: until then what the first paint shows would be light.
        foreach (var (name, colour) in OfTheFrame(palette))
            css.Append("--mud-palette-").Append(name).Append(':').Append(colour.ToString(MudColorOutputFormats.Hex)).Append(';');
        var series = GenOpsTheme.SeriesOf(dark);
        for (var i = 0; i < series.Count; i++)
            css.Append("--go-series-").Append(i + 1).Append(':').Append(series[i]).Append(';');
        css.Append('}');
    }

    private static IEnumerable<(string Name, MudColor Colour)> OfTheFrame(Palette palette) =>
    [
        ("background", palette.Background),
        ("surface", palette.Surface),
        ("appbar-background", palette.AppbarBackground),
        ("appbar-text", palette.AppbarText),
        ("drawer-background", palette.DrawerBackground),
        ("drawer-text", palette.DrawerText),
        ("drawer-icon", palette.DrawerIcon),
        ("text-primary", palette.TextPrimary),
        ("text-secondary", palette.TextSecondary),
        ("lines-default", palette.LinesDefault),
    ];

    private static IEnumerable<(string Name, MudColor Colour)> Named(Palette palette) =>
    [
        ("background", palette.Background),
        ("background-2", palette.BackgroundGray),
        ("surface", palette.Surface),
        ("text", palette.TextPrimary),
        ("text-2", palette.TextSecondary),
        ("line", palette.LinesDefault),
        ("line-input", palette.LinesInputs),
        ("hover", palette.TableHover),
        ("skeleton", palette.Skeleton),
        ("primary", palette.Primary),
        ("on-primary", palette.PrimaryContrastText),
        ("tertiary", palette.Tertiary),
        ("info", palette.Info),
        ("success", palette.Success),
        ("warning", palette.Warning),
        ("error", palette.Error),
    ];
}

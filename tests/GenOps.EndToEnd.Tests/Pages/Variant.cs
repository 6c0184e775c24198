using Microsoft.Playwright;

namespace GenOps.EndToEnd.Tests.Pages;

/// <summary>A way to look at a page.</summary>
/// <param name="Name">For file names.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Scheme">What the operating system is said to be set to.</param>
public sealed record Variant(string Name, int Width, int Height, ColorScheme Scheme)
{
    /// <summary>Whether pages are looked at with all rules: once in each scheme, since most rules do not ask how wide a page is.</summary>
    public bool IsThorough => Width >= 1440;

    public static readonly Variant WideLight = new("1440-light", 1440, 900, ColorScheme.Light);

    public static readonly Variant WideDark = new("1440-dark", 1440, 900, ColorScheme.Dark);

    public static readonly Variant NarrowLight = new("390-light", 390, 844, ColorScheme.Light);

    public static readonly Variant NarrowDark = new("390-dark", 390, 844, ColorScheme.Dark);
}

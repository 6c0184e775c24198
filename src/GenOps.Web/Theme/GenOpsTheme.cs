using MudBlazor;

namespace GenOps.Web.Theme;

/// <summary>
/// The one source of colours and type. MudBlazor reads the palettes, <see cref="ThemeCss"/> turns them into the
/// <c>--go-*</c> variables of our own styles, and a test holds every pair of text and ground to WCAG AA.
/// </summary>
public static class GenOpsTheme
{
    private static readonly string[] Sans = ["Inter Variable", "Inter", "system-ui", "Segoe UI", "sans-serif"];

    /// <summary>Colours on a light ground.</summary>
    public static PaletteLight Light { get; } = new()
    {
        Primary = "#0b6870",
        PrimaryContrastText = "#ffffff",
        Secondary = "#3d4f6b",
        SecondaryContrastText = "#ffffff",
        Tertiary = "#6b3fa0",
        TertiaryContrastText = "#ffffff",
        Info = "#1d5fa8",
        InfoContrastText = "#ffffff",
        Success = "#1a7046",
        SuccessContrastText = "#ffffff",
        Warning = "#8f5200",
        WarningContrastText = "#ffffff",
        Error = "#b3261e",
        ErrorContrastText = "#ffffff",
        Dark = "#1b2430",
        DarkContrastText = "#ffffff",
        TextPrimary = "#16202c",
        TextSecondary = "#4b5868",
        TextDisabled = "#5f6b78",
        ActionDefault = "#4b5868",
        ActionDisabled = "#5f6b78",
        ActionDisabledBackground = "#e4e8ec",
        Background = "#f5f7f9",
        BackgroundGray = "#eceff3",
        Surface = "#ffffff",
        DrawerBackground = "#ffffff",
        DrawerText = "#2c3846",
        DrawerIcon = "#4b5868",
        AppbarBackground = "#ffffff",
        AppbarText = "#16202c",
        LinesDefault = "#dfe4ea",
        LinesInputs = "#7b8794",
        TableLines = "#e4e8ed",
        TableStriped = "#f8fafb",
        TableHover = "#eef5f6",
        Divider = "#dfe4ea",
        DividerLight = "#eceff3",
        Skeleton = "#e4e8ed",
        HoverOpacity = 0.06,
        OverlayDark = "rgba(15,23,32,0.45)",
    };

    /// <summary>Colours on a dark ground.</summary>
    public static PaletteDark Dark { get; } = new()
    {
        Primary = "#5cc7cc",
        PrimaryContrastText = "#06201f",
        Secondary = "#a9bad3",
        SecondaryContrastText = "#101720",
        Tertiary = "#c6a4f0",
        TertiaryContrastText = "#1d1030",
        Info = "#85b8f5",
        InfoContrastText = "#0a1b2e",
        Success = "#67cf97",
        SuccessContrastText = "#062014",
        Warning = "#f0b558",
        WarningContrastText = "#261700",
        Error = "#ff938a",
        ErrorContrastText = "#330603",
        Dark = "#c9d3de",
        DarkContrastText = "#10161d",
        TextPrimary = "#e8edf2",
        TextSecondary = "#a9b5c2",
        TextDisabled = "#8593a1",
        ActionDefault = "#a9b5c2",
        ActionDisabled = "#8593a1",
        ActionDisabledBackground = "#28323d",
        Background = "#0f151b",
        BackgroundGray = "#141b23",
        Surface = "#18212a",
        DrawerBackground = "#141c24",
        DrawerText = "#cfd8e1",
        DrawerIcon = "#a9b5c2",
        AppbarBackground = "#141c24",
        AppbarText = "#e8edf2",
        LinesDefault = "#2a3540",
        LinesInputs = "#71808f",
        TableLines = "#26313c",
        TableStriped = "#1b252f",
        TableHover = "#1f2c36",
        Divider = "#2a3540",
        DividerLight = "#212b35",
        Skeleton = "#28323d",
        HoverOpacity = 0.08,
        OverlayDark = "rgba(0,0,0,0.6)",
    };

    /// <summary>Colours of chart series in order of use; readable on the surface and apart from each other.</summary>
    public static IReadOnlyList<string> LightSeries { get; } =
        ["#0b7a83", "#c2660a", "#3f63b5", "#a8326e", "#5d7d1f", "#7a4fb8", "#8a6d1a", "#5a6877"];

    /// <inheritdoc cref="LightSeries" />
    public static IReadOnlyList<string> DarkSeries { get; } =
        ["#4dbbc2", "#f0a054", "#86a6f0", "#ec86b5", "#a7c865", "#bb9bf0", "#d8bd5c", "#9aa8b6"];

    /// <summary>The theme as MudBlazor wants it: dense type, small corners, flat surfaces.</summary>
    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = Light,
        PaletteDark = Dark,
        LayoutProperties = new LayoutProperties
        {
            DefaultBorderRadius = "6px",
            DrawerWidthLeft = "224px",
            AppbarHeight = "52px",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Sans, FontSize = "0.875rem", LineHeight = "1.5", LetterSpacing = "normal" },
            H1 = new H1Typography { FontFamily = Sans, FontSize = "1.5rem", FontWeight = "650", LineHeight = "1.25", LetterSpacing = "-0.015em" },
            H2 = new H2Typography { FontFamily = Sans, FontSize = "1.125rem", FontWeight = "620", LineHeight = "1.3", LetterSpacing = "-0.01em" },
            H3 = new H3Typography { FontFamily = Sans, FontSize = "1rem", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "normal" },
            H4 = new H4Typography { FontFamily = Sans, FontSize = "0.9375rem", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "normal" },
            H5 = new H5Typography { FontFamily = Sans, FontSize = "0.875rem", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "normal" },
            H6 = new H6Typography { FontFamily = Sans, FontSize = "1rem", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "normal" },
            Subtitle1 = new Subtitle1Typography { FontFamily = Sans, FontSize = "0.9375rem", FontWeight = "500" },
            Subtitle2 = new Subtitle2Typography { FontFamily = Sans, FontSize = "0.8125rem", FontWeight = "600" },
            Body1 = new Body1Typography { FontFamily = Sans, FontSize = "0.875rem", LineHeight = "1.5", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontFamily = Sans, FontSize = "0.8125rem", LineHeight = "1.45", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Sans, FontSize = "0.8125rem", FontWeight = "600", TextTransform = "none", LetterSpacing = "normal" },
            Caption = new CaptionTypography { FontFamily = Sans, FontSize = "0.75rem", LetterSpacing = "normal" },
            Overline = new OverlineTypography { FontFamily = Sans, FontSize = "0.6875rem", FontWeight = "600", LetterSpacing = "0.06em" },
        },
    };

    /// <summary>The palette of a scheme.</summary>
    public static Palette PaletteOf(bool dark) => dark ? Dark : Light;

    /// <summary>The series colours of a scheme.</summary>
    public static IReadOnlyList<string> SeriesOf(bool dark) => dark ? DarkSeries : LightSeries;
}

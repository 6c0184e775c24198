namespace GenOps.Web.Theme;

/// <summary>What a person asked for; remembered in the browser.</summary>
public enum ThemeChoice
{
    /// <summary>As the operating system says, also when it changes.</summary>
    System,
    Light,
    Dark,
}

/// <summary>The scheme a page is shown in, as the cookies of the browser tell it before the first line is drawn.</summary>
/// <param name="Choice">What was asked for.</param>
/// <param name="IsDark">What that came to when the browser was last here.</param>
public sealed record ThemeState(ThemeChoice Choice, bool IsDark)
{
    /// <summary>Cookie with the choice.</summary>
    public const string ChoiceCookie = "genops-theme";

    /// <summary>Cookie with what the choice came to.</summary>
    public const string SchemeCookie = "genops-scheme";

    /// <summary>Reads the cookies that theme.js keeps; anything unknown counts as the system's choice in light.</summary>
    public static ThemeState From(IRequestCookieCollection cookies)
    {
        var choice = cookies[ChoiceCookie] switch
        {
            "light" => ThemeChoice.Light,
            "dark" => ThemeChoice.Dark,
            _ => ThemeChoice.System,
        };
        return new ThemeState(choice, cookies[SchemeCookie] == "dark");
    }

    /// <summary>The word of the choice that theme.js understands.</summary>
    public static string Word(ThemeChoice choice) => choice switch
    {
        ThemeChoice.Light => "light",
        ThemeChoice.Dark => "dark",
        _ => "system",
    };
}

namespace GenOps.Web.Pages.Welcome;

/// <summary>What the first-run page tries things with.</summary>
internal static class WelcomeWords
{
    /// <summary>The sample that takes any text.</summary>
    public const string Pipeline = "release-announcement";

    /// <summary>Its input for that text.</summary>
    public const string Input = "notes";
}

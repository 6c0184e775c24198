namespace GenOps.Core.Data;

/// <summary>What people type into a search box, as a pattern for LIKE.</summary>
internal static class SearchText
{
    /// <summary>The sign before one that is no wildcard, as LIKE must be told.</summary>
    public const string Escape = "\\";

    /// <summary>Matches a lower-case text that contains it: what was typed is a text, not a pattern.</summary>
    public static string Containing(string text) =>
        $"%{text.Trim().ToLowerInvariant().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}

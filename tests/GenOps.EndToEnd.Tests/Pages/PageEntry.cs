using GenOps.Testing;

namespace GenOps.EndToEnd.Tests.Pages;

/// <summary>One line of pages.txt.</summary>
/// <param name="Route">The template, as in the page's <c>@page</c> line.</param>
/// <param name="Role">Whom to sign in as; <c>Anonymous</c> for nobody.</param>
/// <param name="Address">What to open, with placeholders in braces.</param>
public sealed record PageEntry(string Route, string Role, string Address)
{
    /// <summary>The role of nobody.</summary>
    public const string Anonymous = "Anonymous";

    private static readonly Lazy<IReadOnlyList<PageEntry>> Listed = new(Read);

    /// <summary>The whole list, in its order.</summary>
    public static IReadOnlyList<PageEntry> All => Listed.Value;

    private static List<PageEntry> Read()
    {
        var entries = new List<PageEntry>();
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "tests", "GenOps.EndToEnd.Tests", "pages.txt")))
        {
            if (line.Length == 0 || line.StartsWith('#')) continue;
            var parts = line.Split('|', StringSplitOptions.TrimEntries);
            entries.Add(new PageEntry(parts[0], parts[1], parts.Length > 2 ? parts[2] : parts[0]));
        }

        return entries;
    }
}

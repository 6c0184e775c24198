using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Web.Pages.Pipelines;

/// <summary>The changed lines of a comparison with a few around them.</summary>
internal static class DiffExcerpt
{
    /// <summary>Unchanged lines kept before and after a change.</summary>
    public const int Around = 3;

    /// <summary>The lines shown; null stands for lines left out. Nothing changed: nothing shown.</summary>
    public static IReadOnlyList<DiffLine?> Of(IReadOnlyList<DiffLine> lines)
    {
        var shown = new List<DiffLine?>();
        var last = -1;
        for (var i = 0; i < lines.Count; i++)
        {
            if (!NearChange(lines, i)) continue;
            if (i != last + 1) shown.Add(null);
            shown.Add(lines[i]);
            last = i;
        }

        if (shown.Count > 0 && last != lines.Count - 1) shown.Add(null);
        return shown;
    }

    private static bool NearChange(IReadOnlyList<DiffLine> lines, int at)
    {
        for (var i = Math.Max(0, at - Around); i <= Math.Min(lines.Count - 1, at + Around); i++)
        {
            if (lines[i].Kind != DiffLineKind.Same) return true;
        }

        return false;
    }
}

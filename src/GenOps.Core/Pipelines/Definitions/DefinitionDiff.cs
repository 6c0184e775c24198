using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>What became of a line.</summary>
public enum DiffLineKind
{
    /// <summary>In both texts.</summary>
    Same,

    /// <summary>Only in the earlier text.</summary>
    Removed,

    /// <summary>Only in the later text.</summary>
    Added,
}

/// <summary>One line of a comparison.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="OldLine">Its number in the earlier text, from 1; null for an added line.</param>
/// <param name="NewLine">Its number in the later text, from 1; null for a removed line.</param>
/// <param name="Text">The line itself.</param>
public sealed record DiffLine(DiffLineKind Kind, int? OldLine, int? NewLine, string Text);

/// <summary>Compares two texts line by line.</summary>
public static class DefinitionDiff
{
    /// <summary>All lines of both texts, removed ones before those that replace them.</summary>
    public static IReadOnlyList<DiffLine> Between(string before, string after)
    {
        var lines = new List<DiffLine>();
        var (oldLine, newLine) = (0, 0);
        foreach (var piece in InlineDiffBuilder.Diff(before, after, ignoreWhiteSpace: false).Lines)
        {
            lines.Add(piece.Type switch
            {
                ChangeType.Inserted => new DiffLine(DiffLineKind.Added, null, ++newLine, piece.Text),
                ChangeType.Deleted => new DiffLine(DiffLineKind.Removed, ++oldLine, null, piece.Text),
                _ => new DiffLine(DiffLineKind.Same, ++oldLine, ++newLine, piece.Text),
            });
        }

        return lines;
    }
}

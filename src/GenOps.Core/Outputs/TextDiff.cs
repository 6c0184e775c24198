using DiffPlex.Renderer;

namespace GenOps.Core.Outputs;

/// <summary>What differs between two texts.</summary>
public static class TextDiff
{
    private const int ContextLines = 3;

    /// <summary>A unified diff with three lines around each change; without any line where the texts are equal.</summary>
    public static string Unified(string before, string after, string nameBefore, string nameAfter) =>
        UnidiffRenderer.GenerateUnidiff(before, after, nameBefore, nameAfter, false, false, ContextLines);
}

using GenOps.Core.Analytics.Kpis;

namespace GenOps.Core.Analytics;

/// <summary>Which sums by day this build keeps.</summary>
internal static class RollupRules
{
    // Raised whenever a fact comes to mean something else; sums made by other rules are made anew.
    private const int Revision = 3;

    /// <summary>The rules as one word, to compare with those by which the sums in a database were made.</summary>
    public static string Word { get; } = $"{Revision}:{string.Join(',', AllKpis.Facts.Select(m => (int)m.Fact!.Value))}";
}

using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;
using GenOps.Core.Starts.Backfills;

namespace GenOps.Web.Words;

/// <summary>How far a backfill is, in words.</summary>
public static class BackfillWords
{
    /// <summary>All its items, each in one part: runs under way by how they stand, so that none that waits is said to run.</summary>
    public static string Progress(BackfillRow row)
    {
        List<string> parts = [$"{row.Done:#,##0} of {row.Items:#,##0} done"];
        if (row.Waiting > 0) parts.Add($"{row.Waiting:#,##0} still to start");
        if (row.NotStarted > 0) parts.Add($"{row.NotStarted:#,##0} could not start");
        parts.AddRange(UnderWay(row));
        parts.AddRange(row.Runs.Where(r => Run.IsFinal(r.Key)).OrderBy(r => r.Key).Select(r => $"{r.Value:#,##0} {StateTones.Words(r.Key.ToString()).ToLowerInvariant()}"));
        return string.Join(", ", parts);
    }

    /// <summary>Its runs under way, a part for each way they stand.</summary>
    public static IEnumerable<string> UnderWay(BackfillRow row) =>
        row.Standings.OrderBy(s => s.Key).Select(s => $"{s.Value:#,##0} {DeskWords.Of(s.Key).ToLowerInvariant()}");

    /// <summary>What keeps its runs, other than people and pauses: the most runs first.</summary>
    public static IEnumerable<(WaitDetail Wait, int Runs)> Keeping(BackfillDetail detail) => detail.Items
        .Where(i => i is { Standing: RunStanding.Waiting, Waits: not null })
        .GroupBy(i => (i.Waits!.For, i.Waits.Target)).Select(g => (g.First().Waits!, g.Count())).OrderByDescending(g => g.Item2);
}

using GenOps.Core.Desk.Operations;

namespace GenOps.Web.Words;

/// <summary>How the start page says what its figures mean.</summary>
public static class OverviewWords
{
    /// <summary>What stands beside the runs at work: never that all is well while runs wait, are held, or are stuck.</summary>
    public static string AtWork(RunOverview overview)
    {
        (int Count, string Word)[] still = [(overview.Waiting, "waiting"), (overview.Held, "held"), (overview.Stuck, "stuck")];
        var parts = still.Where(s => s.Count > 0).Select(s => $"{s.Count:#,##0} {s.Word}").ToList();
        if (parts.Count > 0) return string.Join(", ", parts);
        return overview.Pauses switch
        {
            0 => "nothing is held up",
            1 => "1 pause in force",
            var n => $"{n:#,##0} pauses in force",
        };
    }
}

using GenOps.Core.Ledger;

namespace GenOps.Core.Analytics.Rollups;

/// <summary>A stretch of whole days, as they are numbered in the sums.</summary>
/// <param name="First">The first day.</param>
/// <param name="End">The day after the last.</param>
/// <param name="From">Its begin, UTC.</param>
/// <param name="To">Its end, UTC, exclusive.</param>
internal sealed record RollupDays(int First, int End, DateTime From, DateTime To)
{
    /// <summary>
    /// The whole days of a period that sums can stand for, and the rest of it, for which rows must be read: days that the period or
    /// one of the cuts goes through.
    /// </summary>
    /// <param name="from">UTC, inclusive.</param>
    /// <param name="to">UTC, exclusive.</param>
    /// <param name="cuts">Instants at which what a row counts may change, UTC.</param>
    /// <param name="calendar">Whose days they are.</param>
    public static (IReadOnlyList<RollupDays> Whole, IReadOnlyList<(DateTime From, DateTime To)> Broken) Split(
        DateTime from, DateTime to, IEnumerable<DateTime> cuts, ReportingCalendar calendar)
    {
        var whole = new List<RollupDays>();
        var broken = new List<(DateTime From, DateTime To)>();
        var begin = from;
        foreach (var cut in cuts.Append(from).Append(to).Where(c => c >= from && c <= to).Distinct().Order())
        {
            var day = calendar.DayOf(cut);
            if (calendar.StartOf(day) == cut) continue;
            var (start, end) = calendar.DayAround(cut);
            if (start > begin) whole.Add(Of(begin, start, calendar));
            var (restFrom, restTo) = (start > begin ? start : begin, end < to ? end : to);
            if (restTo > restFrom) broken.Add((restFrom, restTo));
            if (restTo > begin) begin = restTo;
        }

        if (to > begin) whole.Add(Of(begin, to, calendar));
        return (whole, broken);
    }

    private static RollupDays Of(DateTime from, DateTime to, ReportingCalendar calendar) =>
        new(calendar.DayOf(from).DayNumber, calendar.DayOf(to).DayNumber, from, to);
}

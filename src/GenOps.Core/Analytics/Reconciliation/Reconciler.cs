using GenOps.Core.Analytics.Rollups;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Analytics.Reconciliation;

/// <summary>
/// Compares three sums that know nothing of each other, month by month: those that figures are read from, the bare ledger, and what the
/// calls say they cost. Each month is read in one snapshot, in which all three are of one moment, so a difference is told at once.
/// </summary>
public sealed class Reconciler(IDbContextFactory<GenOpsDbContext> contexts, ReportingCalendar calendar, TimeProvider time, ILogger<Reconciler> log) : BackgroundService
{
    private const string Turn = "genops-reconciliation";

    // People look at figures meanwhile: a quarter of the time while it looks, and no more than some 2 % of all time.
    private const int RestsOfAMonth = 3;
    private const int RestsOfAPass = 12;
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMinutes(10);

    // While the sums are not there yet, or another node has the turn.
    private static readonly TimeSpan NextLook = TimeSpan.FromSeconds(15);

    // A snapshot keeps the database from tidying up behind it.
    private static readonly TimeSpan LongestSnapshot = TimeSpan.FromMinutes(5);

    private readonly RepeatedFailures _failures = new(log, time, "The reconciliation");

    /// <summary>Looks at every month once, the latest first.</summary>
    /// <returns>How many months were looked at: all, or those until the sums could not be read any more.</returns>
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        if (await MonthsAsync(cancellationToken) is not { } months) return 0;
        var did = 0;
        for (var month = months.Last; month >= months.First; month = month.AddMonths(-1), did++)
        {
            var began = time.GetTimestamp();
            if (!await LookAsync(month, cancellationToken)) return did;
            await Task.Delay(RestsOfAMonth * time.GetElapsedTime(began), time, cancellationToken);
        }

        await ForgetAllButAsync(months.First.DayNumber, months.Last.DayNumber, cancellationToken);
        return did;
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        PeriodicWork.RunAsync(WorkAsync, token => Task.Delay(NextLook, time, token), token => Task.Delay(ShortestRest, time, token), _failures, stoppingToken);

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var turn = await RollupTurn.TakeAsync(db, Turn, cancellationToken);
        if (turn is null) return;
        var began = time.GetTimestamp();
        if (await PassAsync(cancellationToken) == 0) return;
        var rest = RestsOfAPass * time.GetElapsedTime(began);
        // It rests with its turn, or each further node would be a further pass.
        await Task.Delay(rest > ShortestRest ? rest : ShortestRest, time, cancellationToken);
    }

    /// <summary>From the first run or charge until now, and whatever else the sums hold; null where there is nothing yet.</summary>
    private async Task<(DateOnly First, DateOnly Last)?> MonthsAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        List<DateTime?> begins = [await db.Runs.MinAsync(r => (DateTime?)r.TriggeredAt, cancellationToken)];
        foreach (var money in Enum.GetValues<MoneyMode>())
        {
            begins.Add(await db.LedgerEntries.Where(e => e.Money == money).MinAsync(e => (DateTime?)e.ChargedAt, cancellationToken));
        }

        if (begins.Min() is not { } begin) return null;
        var (first, last) = (ReportingCalendar.MonthOf(calendar.DayOf(begin)), ReportingCalendar.MonthOf(calendar.DayOf(time.UtcNow())));
        var summed = from sum in db.RollupSums
                     where sum.Grain == (int)RollupGrain.Month && db.RollupStates.Any(s => s.Build == sum.Build)
                     group sum by 1 into all
                     select new { First = all.Min(s => s.Day), Last = all.Max(s => s.Day) };
        if (await summed.SingleOrDefaultAsync(cancellationToken) is not { } days) return (first, last);
        return (Earlier(first, DateOnly.FromDayNumber(days.First)), Later(last, DateOnly.FromDayNumber(days.Last)));
    }

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;

    /// <returns>False where the sums cannot be read at the moment.</returns>
    private async Task<bool> LookAsync(DateOnly month, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(LongestSnapshot, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            if (await CompareAsync(month, both.Token) is not { } found) return false;
            foreach (var row in found) await PutAsync(row, cancellationToken);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            log.LogWarning("To compare the sums of {Month:yyyy-MM} takes more than {Longest}; what is told of it stays that of before", month, LongestSnapshot);
        }

        return true;
    }

    private async Task<List<ReconciledMonth>?> CompareAsync(DateOnly month, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var snapshot = await ReadSnapshot.BeginAsync(db, cancellationToken);
        var now = time.UtcNow();
        if (await RollupReading.OpenAsync(db, RollupRules.Word, calendar, cancellationToken) is not { } sums) return null;
        var names = await KpiNames.LoadAsync(db, cancellationToken);
        var found = new List<ReconciledMonth>();
        foreach (var money in Enum.GetValues<MoneyMode>())
        {
            found.Add(await CompareAsync(new MonthUnderCheck(db, money, month, sums, names, calendar), now, cancellationToken));
        }

        return found;
    }

    private static async Task<ReconciledMonth> CompareAsync(MonthUnderCheck month, DateTime now, CancellationToken cancellationToken)
    {
        var (summed, booked) = await SumsAgainstLedger.CompareAsync(month, cancellationToken);
        await SumsAgainstRows.CompareAsync(month, cancellationToken);
        await MonthsAgainstDays.CompareAsync(month, cancellationToken);
        var (calls, bookedOfCalls) = await CallsAgainstLedger.CompareAsync(month, cancellationToken);
        return new ReconciledMonth
        {
            Money = month.Money,
            Month = month.First.DayNumber,
            CheckedAt = now,
            SummedNanos = summed,
            BookedNanos = booked,
            BookedOfCallsNanos = bookedOfCalls,
            CallsNanos = calls,
            Differences = month.Differences.Count,
            DifferenceNanos = month.Differences.Nanos,
            Details = ReconciledMonth.Write(month.Differences.Groups),
        };
    }

    private async Task PutAsync(ReconciledMonth row, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        using var turn = await WriteTurn.TakeAsync(db, cancellationToken);
        var replaced = await db.ReconciledMonths.Where(m => m.Money == row.Money && m.Month == row.Month).ExecuteUpdateAsync(
            m => m.SetProperty(x => x.CheckedAt, row.CheckedAt).SetProperty(x => x.SummedNanos, row.SummedNanos).SetProperty(x => x.BookedNanos, row.BookedNanos)
                .SetProperty(x => x.BookedOfCallsNanos, row.BookedOfCallsNanos).SetProperty(x => x.CallsNanos, row.CallsNanos)
                .SetProperty(x => x.Differences, row.Differences).SetProperty(x => x.DifferenceNanos, row.DifferenceNanos).SetProperty(x => x.Details, row.Details),
            cancellationToken);
        if (replaced > 0) return;
        db.Add(row);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Months that are not looked at any more would never be told to be well again.</summary>
    private async Task ForgetAllButAsync(int first, int last, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        using var turn = await WriteTurn.TakeAsync(db, cancellationToken);
        await db.ReconciledMonths.Where(m => m.Month < first || m.Month > last).ExecuteDeleteAsync(cancellationToken);
    }
}

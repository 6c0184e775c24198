using GenOps.Core.Analytics.Kpis;
using GenOps.Core.Analytics.Measures;
using GenOps.Core.Analytics.Rollups;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Faults;
using GenOps.Core.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Analytics;

/// <summary>
/// Keeps the sums by day: takes runs that were stamped since, sums each of them anew and writes the difference to what it had put into
/// the sums before. Where there are no sums yet, or other days or rules hold now, it builds them, run after run, beside all else.
/// </summary>
public sealed class RollupKeeper(IDbContextFactory<GenOpsDbContext> contexts, ReportingCalendar calendar, TimeProvider time, ILogger<RollupKeeper> log) : BackgroundService
{
    // So many rows are in memory together. A run is stamped a dozen times on its way, mostly one time close to the other.
    private const int MostRuns = 1_000;
    private const int MostStamps = 12_000;

    // Every answer looks where stamps begin, and PostgreSQL goes through those that were worked off until it is told to forget them: its own
    // turn comes once a minute, and a busy worker makes more of them in that time.
    private const int MostDeadStamps = 50_000;

    // As earlier builds named it, which may run beside this one.
    private const string Turn = "genops-rollups";

    // Long enough that most runs have come to their end when they are summed, and are not summed twice. Answers are exact meanwhile.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);

    // Who recorded something has committed it by then.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(10);
    private readonly RepeatedFailures _failures = new(log, time, "Keeping the sums of the figures");
    private readonly RollupKeys _keys = new();
    private int _deadStamps;

    /// <summary>Does all there is to do at the moment.</summary>
    /// <returns>How many stamps were worked off, or runs while sums are built; 0 where nothing waited.</returns>
    public async Task<int> CatchUpAsync(CancellationToken cancellationToken)
    {
        var all = 0;
        while (await RoundAsync(cancellationToken) is { Did: > 0 } round) all += round.Did;
        return all;
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => PeriodicWork.RunAsync(FollowAsync, Rest, _failures, time, stoppingToken);

    /// <summary>Does what waits now. What comes meanwhile comes in small pieces, and would keep it at work for ever.</summary>
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        while ((await RoundAsync(cancellationToken)).IsFull)
        {
        }
    }

    private async Task<Round> RoundAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var turn = await RollupTurn.TakeAsync(db, Turn, cancellationToken);
        if (turn is null) return default;
        var state = await db.RollupStates.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (state is null || state.Zone != calendar.Zone.Id || state.Facts != RollupRules.Word)
        {
            state = await BeginAsync(db, state, cancellationToken);
        }

        var round = state.BuiltTo is { } builtTo
            ? await BuildAsync(db, state, builtTo, cancellationToken)
            : await FollowAsync(db, state, cancellationToken);
        if (_deadStamps >= MostDeadStamps && !db.Database.IsSqlite())
        {
            // Where it fails, the next one is due after as many again.
            _deadStamps = 0;
            await db.Database.ExecuteSqlRawAsync("VACUUM \"RunStamps\"", cancellationToken);
        }

        return round;
    }

    /// <summary>Puts the next runs into sums that are not complete yet.</summary>
    private async Task<Round> BuildAsync(GenOpsDbContext db, RollupState state, RunId builtTo, CancellationToken cancellationToken)
    {
        var ids = await db.Database
            .SqlQueryRaw<Guid>("""SELECT "Id" AS "Value" FROM "Runs" WHERE "Id" > {0} ORDER BY "Id" LIMIT {1}""", builtTo.Value, MostRuns)
            .ToListAsync(cancellationToken);
        RunId? last = ids.Count == 0 ? null : new RunId(ids[^1]);
        var runs = db.Runs.FromSqlRaw("""SELECT * FROM "Runs" WHERE "Id" > {0} AND "Id" <= {1}""", builtTo.Value, (last ?? builtTo).Value).Select(r => r.Id);
        var batch = await SumAsync(db, runs, cancellationToken);
        // What a build has not come to is in none of its sums.
        batch.Compare([]);
        await WriteAsync(db, new RollupWrite(state, batch, []) { BuiltTo = last }, cancellationToken);
        if (last is null) log.LogInformation("The sums of {Runs} runs are made; figures are read from them now", state.RunsBuilt);
        return new Round(Math.Max(ids.Count, 1), IsFull: true);
    }

    /// <summary>Sums anew what has changed.</summary>
    private async Task<Round> FollowAsync(GenOpsDbContext db, RollupState state, CancellationToken cancellationToken)
    {
        var settled = calendar.DayOf(time.UtcNow() - Settling).DayNumber - 1;
        var stamps = await db.RunStamps.AsNoTracking().OrderBy(s => s.Id).Take(MostStamps).ToListAsync(cancellationToken);
        var isFull = stamps.Count == MostStamps;
        var knownThrough = isFull ? state.KnownThrough : Math.Max(state.KnownThrough, settled);
        if (stamps.Count == 0)
        {
            if (knownThrough > state.KnownThrough) await RollupWrite.CloseAsync(db, state, knownThrough, cancellationToken);
            return default;
        }

        var last = stamps[^1].Id;
        var runs = db.RunStamps.Where(s => s.Id <= last).Select(s => s.RunId);
        var batch = await SumAsync(db, runs, cancellationToken);
        batch.Compare(await db.RunRollups.AsNoTracking().Where(r => r.Build == state.Build && runs.Contains(r.RunId)).ToListAsync(cancellationToken));
        await WriteAsync(db, new RollupWrite(state, batch, [.. stamps.Select(s => s.Id)]) { KnownThrough = knownThrough }, cancellationToken);
        _deadStamps += stamps.Count;
        return new Round(stamps.Count, isFull);
    }

    private async Task WriteAsync(GenOpsDbContext db, RollupWrite write, CancellationToken cancellationToken)
    {
        try
        {
            await CrashPoints.ReachAsync(CrashPoint.SumsWorkedOut);
            await write.RunAsync(db, _keys, cancellationToken);
        }
        catch
        {
            // Numbers that were not written are nobody's.
            _keys.Forget();
            throw;
        }
    }

    private async Task<RollupState> BeginAsync(GenOpsDbContext db, RollupState? before, CancellationToken cancellationToken)
    {
        var state = new RollupState
        {
            Id = RollupState.OnlyId,
            Build = (before?.Build ?? 0) + 1,
            Round = before?.Round ?? 0,
            Zone = calendar.Zone.Id,
            Facts = RollupRules.Word,
            BuiltTo = new RunId(Guid.Empty),
            RunsBuilt = 0,
            RunsToBuild = await db.Runs.LongCountAsync(cancellationToken),
            BegunAt = time.UtcNow(),
        };
        log.LogInformation("Sums of {Runs} runs are made in the background; until then figures are counted from the rows", state.RunsToBuild);
        _deadStamps += await RollupWrite.BeginAsync(db, state, cancellationToken);
        return state;
    }

    /// <summary>What the runs amount to, from their rows.</summary>
    private async Task<RollupBatch> SumAsync(GenOpsDbContext db, IQueryable<RunId> ids, CancellationToken cancellationToken)
    {
        await _keys.LoadAsync(db, cancellationToken);
        var runs = await db.Runs.AsNoTracking().Where(r => ids.Contains(r.Id))
            .Select(r => new RollupRun(r.Id, r.Money, r.PipelineId, r.VersionId, r.CostCentre, r.Trigger))
            .ToListAsync(cancellationToken);
        var batch = new RollupBatch(runs, _keys, calendar);
        // A run's money is that of its rows, so the filter's narrows nothing here.
        var scope = new MeasureScope(db, AllTimes, new KpiSlice(), [], StatedFigures.None(calendar), calendar) { Runs = ids };
        foreach (var family in AllKpis.Families)
        {
            var rows = await family[0].Facts(scope, family).ToListAsync(cancellationToken);
            foreach (var (place, measure) in family.Index()) batch.Add(measure.Fact!.Value, rows.Where(r => (r.Marks & (1 << place)) != 0));
        }

        return batch;
    }

    private static AnalyticsFilter AllTimes { get; } = new()
    {
        Money = MoneyMode.Live,
        From = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc),
        To = DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc),
    };

    /// <summary>What one round did.</summary>
    /// <param name="Did">How many stamps, or runs of a build.</param>
    /// <param name="IsFull">Whether there was more to do than one round does.</param>
    private readonly record struct Round(int Did, bool IsFull);
}

using GenOps.Core.Data;
using GenOps.Core.Ledger;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics.Rollups;

/// <summary>What one key's rows of one stretch add up to.</summary>
internal sealed record RollupCell(
    int Day, PipelineId PipelineId, PipelineVersionId VersionId, string CostCentre, string Rule, int DurationClass, CostKind? Kind, CostClass? Class, long Amount, long Rows, DateTime? FirstAt);

/// <summary>
/// The sums as one answer reads them: what they hold, and which runs have changed since. Those are few; their rows are read instead, and
/// what the sums hold of them is taken out, so that an answer is exact however far the sums are behind.
/// </summary>
internal sealed class RollupReading
{
    /// <summary>Where more stamps than these wait, rows are as quick.</summary>
    public const int MostStamps = 5_000;

    private readonly GenOpsDbContext _db;
    private readonly int _build;
    private readonly ReportingCalendar _calendar;
    private List<Contribution>? _changed;
    private readonly Dictionary<RollupKeyFilter, Dictionary<int, RollupKey>> _keys = [];

    private RollupReading(GenOpsDbContext db, int build, bool hasChanged, ReportingCalendar calendar)
    {
        (_db, _build, _calendar) = (db, build, calendar);
        HasChanged = hasChanged;
    }

    /// <summary>Whether any run has changed since.</summary>
    public bool HasChanged { get; }

    /// <summary>The runs of a money that have.</summary>
    public IQueryable<RunId> Changed(MoneyMode money) =>
        _db.RunStamps.Where(s => _db.Runs.Any(r => r.Id == s.RunId && r.Money == money)).Select(s => s.RunId);

    /// <summary>The sums, where they are complete, of these days and of today's rules; null where rows have to be read. The context's transaction shows one state of all tables.</summary>
    public static async Task<RollupReading?> OpenAsync(GenOpsDbContext db, string facts, ReportingCalendar calendar, CancellationToken cancellationToken)
    {
        var state = await db.RollupStates.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (state is null || state.BuiltTo is not null || state.Zone != calendar.Zone.Id || state.Facts != facts) return null;
        var stamps = await db.RunStamps.OrderBy(s => s.Id).Take(MostStamps + 1).CountAsync(cancellationToken);
        return stamps > MostStamps ? null : new RollupReading(db, state.Build, stamps > 0, calendar);
    }

    /// <summary>What the sums hold of whole days, less what they hold of changed runs; by month where no boundary goes through it.</summary>
    /// <param name="fact">Of what.</param>
    /// <param name="keys">Which keys.</param>
    /// <param name="days">Of which days.</param>
    /// <param name="boundaries">Instants that no cell may reach across, UTC.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<IReadOnlyList<RollupCell>> CellsAsync(
        RollupFact fact, RollupKeyFilter keys, RollupDays days, IReadOnlyList<DateTime> boundaries, CancellationToken cancellationToken)
    {
        var cells = new List<RollupCell>();
        foreach (var (grain, first, end) in Stretches(days, boundaries))
        {
            var sums =
                from sum in _db.RollupSums
                join key in keys.Of(_db.RollupKeys) on sum.KeyId equals key.Id
                where sum.Build == _build && sum.Grain == (int)grain && sum.Fact == (int)fact && sum.Day >= first && sum.Day < end
                group sum by new { sum.Day, key.PipelineId, key.VersionId, key.CostCentre, key.Rule, key.DurationClass, key.Kind, key.Class } into same
                select new { same.Key, Amount = same.Sum(s => s.Amount), Rows = same.Sum(s => s.Rows), FirstAt = same.Min(s => s.FirstAt) };
            cells.AddRange((await sums.ToListAsync(cancellationToken)).Select(s => new RollupCell(
                s.Key.Day, s.Key.PipelineId, s.Key.VersionId, s.Key.CostCentre, s.Key.Rule, s.Key.DurationClass, s.Key.Kind, s.Key.Class, s.Amount, s.Rows,
                s.FirstAt is { } ticks ? new DateTime(ticks, DateTimeKind.Utc) : null)));
        }

        if (HasChanged) cells.AddRange(await TakenOutAsync(fact, keys, days, cancellationToken));
        return cells;
    }

    private async Task<IEnumerable<RollupCell>> TakenOutAsync(RollupFact fact, RollupKeyFilter keys, RollupDays days, CancellationToken cancellationToken)
    {
        _changed ??= (await _db.RunRollups.AsNoTracking().Where(r => _db.RunStamps.Select(s => s.RunId).Contains(r.RunId) && r.Build == _build).Select(r => r.Data).ToListAsync(cancellationToken))
            .ConvertAll(Contribution.Read);
        if (!_keys.TryGetValue(keys, out var wanted))
        {
            wanted = await keys.Of(_db.RollupKeys).AsNoTracking().ToDictionaryAsync(k => k.Id, cancellationToken);
            _keys.Add(keys, wanted);
        }

        return
            from contribution in _changed
            from part in contribution.Amounts
            let place = part.Key
            where place.Fact == fact && place.Day >= days.First && place.Day < days.End && wanted.ContainsKey(place.KeyId)
            let key = wanted[place.KeyId]
            select new RollupCell(place.Day, key.PipelineId, key.VersionId, key.CostCentre, key.Rule, key.DurationClass, key.Kind, key.Class, -part.Value.Amount, -part.Value.Rows, null);
    }

    /// <summary>The days in runs of whole months and of days.</summary>
    private IEnumerable<(RollupGrain Grain, int First, int End)> Stretches(RollupDays days, IReadOnlyList<DateTime> boundaries)
    {
        var (grain, begin) = (RollupGrain.Day, days.First);
        for (var at = days.First; at < days.End;)
        {
            var day = DateOnly.FromDayNumber(at);
            var month = day.AddMonths(1).DayNumber;
            var whole = day.Day == 1 && month <= days.End && !boundaries.Any(b => b > _calendar.StartOf(day) && b < _calendar.StartOf(DateOnly.FromDayNumber(month)));
            var now = whole ? RollupGrain.Month : RollupGrain.Day;
            if (now != grain && at > begin)
            {
                yield return (grain, begin, at);
                begin = at;
            }

            grain = now;
            // What is left of a month is days, each.
            at = whole ? month : Math.Min(days.End, ReportingCalendar.MonthOf(day).AddMonths(1).DayNumber);
        }

        if (days.End > begin) yield return (grain, begin, days.End);
    }
}

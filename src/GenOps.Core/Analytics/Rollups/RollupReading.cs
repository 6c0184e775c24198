using System.Globalization;
using GenOps.Core.Data;
using GenOps.Core.Ledger;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics.Rollups;

/// <summary>What the rows of one place and one stretch add up to.</summary>
internal sealed record RollupCell(
    int Day, PipelineId PipelineId, PipelineVersionId VersionId, string CostCentre, string Rule, CostKind? Kind, CostClass? Class, long Amount, long Rows, DateTime? FirstAt)
{
    /// <summary>Its durations by class; null where it is of none.</summary>
    public Spread? Spread { get; init; }

    /// <summary>Empty where it is of no model, or was not asked for by model.</summary>
    public string Provider { get; init; } = "";

    /// <summary>As <see cref="Provider"/>.</summary>
    public string Model { get; init; } = "";
}

/// <summary>
/// The sums as one answer reads them: what they hold, and which runs have changed since. Those are few; their rows are read instead, and
/// what the sums hold of them is taken out, so that an answer is exact however far the sums are behind.
/// </summary>
internal sealed class RollupReading
{
    /// <summary>Where more stamps than these wait, rows are as quick. A busy worker makes half of them between two rounds of the keeper.</summary>
    public const int MostStamps = 30_000;

    private readonly GenOpsDbContext _db;
    private readonly int _build;
    private readonly int? _knownOn;
    private readonly ReportingCalendar _calendar;
    private List<Contribution>? _changed;
    private readonly Dictionary<(RollupKeyFilter Keys, bool ByModel), Dictionary<int, RollupKey>> _places = [];

    private RollupReading(GenOpsDbContext db, int build, bool hasChanged, int? knownOn, ReportingCalendar calendar)
    {
        (_db, _build, _knownOn, _calendar) = (db, build, knownOn, calendar);
        HasChanged = hasChanged;
    }

    /// <summary>Which build of the sums it reads.</summary>
    public int Build => _build;

    /// <summary>Whether any run has changed since; never of a day that is closed.</summary>
    public bool HasChanged { get; }

    /// <summary>The runs of a money that have.</summary>
    public IQueryable<RunId> Changed(MoneyMode money) =>
        _db.RunStamps.Where(s => _db.Runs.Any(r => r.Id == s.RunId && r.Money == money)).Select(s => s.RunId);

    /// <summary>The sums, where they are complete, of these days and of today's rules; null where rows have to be read. The context's transaction shows one state of all tables.</summary>
    public static async Task<RollupReading?> OpenAsync(GenOpsDbContext db, string facts, ReportingCalendar calendar, CancellationToken cancellationToken)
    {
        if (await StateAsync(db, facts, calendar, cancellationToken) is not { } state) return null;
        var stamps = await db.RunStamps.OrderBy(s => s.Id).Take(MostStamps + 1).CountAsync(cancellationToken);
        return stamps > MostStamps ? null : new RollupReading(db, state.Build, stamps > 0, knownOn: null, calendar);
    }

    /// <summary>The sums as they were at the end of a day.</summary>
    /// <exception cref="ConflictException">They are not complete.</exception>
    /// <exception cref="InvalidInputException">Something may be added to that day yet.</exception>
    public static async Task<RollupReading> OpenAsOfAsync(GenOpsDbContext db, DateOnly knownOn, string facts, ReportingCalendar calendar, CancellationToken cancellationToken)
    {
        var state = await StateAsync(db, facts, calendar, cancellationToken)
            ?? throw new ConflictException("The sums of the figures are being made. What was known on a day can be told once they are complete; figures as of now are there already.");
        if (knownOn.DayNumber <= state.KnownThrough) return new RollupReading(db, state.Build, hasChanged: false, knownOn.DayNumber, calendar);
        var last = state.KnownThrough == 0 ? "none yet" : DateOnly.FromDayNumber(state.KnownThrough).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        throw new InvalidInputException(
            "known", $"{knownOn:yyyy-MM-dd} is not over, or its last rows are not summed.", $"Give a day that is complete (the last is {last}), or leave it out for what is known now.");
    }

    private static async Task<RollupState?> StateAsync(GenOpsDbContext db, string facts, ReportingCalendar calendar, CancellationToken cancellationToken) =>
        await db.RollupStates.AsNoTracking().SingleOrDefaultAsync(cancellationToken) is { BuiltTo: null } state && state.Zone == calendar.Zone.Id && state.Facts == facts
            ? state
            : null;

    /// <summary>
    /// What the sums hold of whole days, less what they hold of changed runs; by month where no boundary goes through it, and all as of the
    /// first day where there is none.
    /// </summary>
    /// <param name="fact">Of what.</param>
    /// <param name="keys">Which keys.</param>
    /// <param name="byModel">Whether cells of different models are kept apart.</param>
    /// <param name="days">Of which days.</param>
    /// <param name="boundaries">Instants that no cell may reach across, UTC.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<IReadOnlyList<RollupCell>> CellsAsync(
        RollupFact fact, RollupKeyFilter keys, bool byModel, RollupDays days, IReadOnlyList<DateTime> boundaries, CancellationToken cancellationToken)
    {
        var cells = new List<RollupCell>();
        int? only = boundaries.Count == 0 ? days.First : null;
        foreach (var stretch in Stretches(days, boundaries))
        {
            cells.AddRange(fact == RollupFact.Published
                ? await DurationsAsync(fact, keys, stretch, only, cancellationToken)
                : await SumsAsync(fact, keys, byModel, stretch, only, cancellationToken));
        }

        if (HasChanged) cells.AddRange(await TakenOutAsync(fact, keys, byModel, days, cancellationToken));
        return cells;
    }

    private async Task<IEnumerable<RollupCell>> SumsAsync(RollupFact fact, RollupKeyFilter keys, bool byModel, Stretch stretch, int? only, CancellationToken cancellationToken)
    {
        var (grain, first, end) = stretch;
        // By numbers alone, in the table's own order: what a key stands for is looked up once for all its days.
        var sums = await (
            from sum in _db.RollupSums
            join key in keys.Of(_db.RollupKeys) on sum.KeyId equals key.Id
            where sum.Build == _build && sum.Grain == (int)grain && sum.Fact == (int)fact && sum.Day >= first && sum.Day < end
                && (_knownOn == null || sum.RecordedOn <= _knownOn)
            group sum by new { Day = only ?? sum.Day, sum.KeyId } into same
            select new { same.Key.Day, same.Key.KeyId, Amount = same.Sum(s => s.Amount), Rows = same.Sum(s => s.Rows), FirstAt = same.Min(s => s.FirstAt) })
            .ToListAsync(cancellationToken);
        var places = await PlacesAsync(keys, byModel, cancellationToken);
        var together = new Dictionary<(int Day, RollupKey Place), (long Amount, long Rows, long? FirstAt)>();
        foreach (var sum in sums)
        {
            var place = (sum.Day, places[sum.KeyId]);
            together[place] = together.TryGetValue(place, out var so)
                ? (so.Amount + sum.Amount, so.Rows + sum.Rows, so.FirstAt is null || sum.FirstAt < so.FirstAt ? sum.FirstAt : so.FirstAt)
                : (sum.Amount, sum.Rows, sum.FirstAt);
        }

        return together.Select(t => OfPlace(t.Key.Day, t.Key.Place, byModel, t.Value.Amount, t.Value.Rows, t.Value.FirstAt));
    }

    /// <summary>For each key that a filter leaves, one that stands for all of its place.</summary>
    private async Task<Dictionary<int, RollupKey>> PlacesAsync(RollupKeyFilter keys, bool byModel, CancellationToken cancellationToken)
    {
        if (_places.TryGetValue((keys, byModel), out var known)) return known;
        var wanted = await keys.Of(_db.RollupKeys).AsNoTracking().ToListAsync(cancellationToken);
        var places = wanted
            .GroupBy(k => (k.PipelineId, k.VersionId, k.CostCentre, k.Rule, k.Kind, k.Class, byModel ? k.Provider : "", byModel ? k.Model : ""))
            .SelectMany(same => same.Select(k => (k.Id, Place: same.First())))
            .ToDictionary(k => k.Id, k => k.Place);
        _places.Add((keys, byModel), places);
        return places;
    }

    private static RollupCell OfPlace(int day, RollupKey place, bool byModel, long amount, long rows, long? firstAt) =>
        new(
            day, place.PipelineId, place.VersionId, place.CostCentre, place.Rule, place.Kind, place.Class, amount, rows,
            firstAt is { } ticks ? new DateTime(ticks, DateTimeKind.Utc) : null)
        {
            Provider = byModel ? place.Provider : "",
            Model = byModel ? place.Model : "",
        };

    private async Task<IEnumerable<RollupCell>> DurationsAsync(RollupFact fact, RollupKeyFilter keys, Stretch stretch, int? only, CancellationToken cancellationToken)
    {
        var (grain, first, end) = stretch;
        var kept =
            from spread in _db.RollupSpreads
            join key in keys.Of(_db.RollupKeys) on spread.KeyId equals key.Id
            where spread.Build == _build && spread.Grain == (int)grain && spread.Fact == (int)fact && spread.Day >= first && spread.Day < end
                && (_knownOn == null || spread.RecordedOn <= _knownOn)
            select new { Day = only ?? spread.Day, key.PipelineId, key.VersionId, spread.Data };
        var places = new Dictionary<(int Day, PipelineId PipelineId, PipelineVersionId VersionId), Spread>();
        await foreach (var row in kept.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var place = (row.Day, row.PipelineId, row.VersionId);
            if (!places.TryGetValue(place, out var all)) places.Add(place, all = new Spread());
            all.Add(row.Data);
        }

        return places.Select(place => OfDurations(place.Key.Day, place.Key.PipelineId, place.Key.VersionId, place.Value));
    }

    private static RollupCell OfDurations(int day, PipelineId pipeline, PipelineVersionId version, Spread spread)
    {
        var (amount, rows) = spread.Total;
        return new RollupCell(day, pipeline, version, "", "", null, null, amount, rows, null) { Spread = spread };
    }

    private async Task<IEnumerable<RollupCell>> TakenOutAsync(RollupFact fact, RollupKeyFilter keys, bool byModel, RollupDays days, CancellationToken cancellationToken)
    {
        _changed ??= (await _db.RunRollups.AsNoTracking().Where(r => _db.RunStamps.Select(s => s.RunId).Contains(r.RunId) && r.Build == _build).Select(r => r.Data).ToListAsync(cancellationToken))
            .ConvertAll(Contribution.Read);
        var wanted = await PlacesAsync(keys, byModel, cancellationToken);
        return
            from contribution in _changed
            from part in contribution.Amounts
            let place = part.Key
            where place.Fact == fact && place.Day >= days.First && place.Day < days.End && wanted.ContainsKey(place.KeyId)
            select Less(place, part.Value, wanted[place.KeyId]);

        RollupCell Less(RollupPlace place, RollupAmount amount, RollupKey key) => place.DurationClass != 0
            ? OfDurations(place.Day, key.PipelineId, key.VersionId, Spread.Of([(place.DurationClass, default(RollupAmount) - amount)]))
            : OfPlace(place.Day, key, byModel, -amount.Amount, -amount.Rows, firstAt: null);
    }

    /// <summary>The days in runs of whole months and of days.</summary>
    private IEnumerable<Stretch> Stretches(RollupDays days, IReadOnlyList<DateTime> boundaries)
    {
        if (_knownOn is not null)
        {
            // A month tells what is known now.
            yield return new Stretch(RollupGrain.Day, days.First, days.End);
            yield break;
        }

        var (grain, begin) = (RollupGrain.Day, days.First);
        for (var at = days.First; at < days.End;)
        {
            var day = DateOnly.FromDayNumber(at);
            var month = day.AddMonths(1).DayNumber;
            var whole = day.Day == 1 && month <= days.End && !boundaries.Any(b => b > _calendar.StartOf(day) && b < _calendar.StartOf(DateOnly.FromDayNumber(month)));
            var now = whole ? RollupGrain.Month : RollupGrain.Day;
            if (now != grain && at > begin)
            {
                yield return new Stretch(grain, begin, at);
                begin = at;
            }

            grain = now;
            // What is left of a month is days, each.
            at = whole ? month : Math.Min(days.End, ReportingCalendar.MonthOf(day).AddMonths(1).DayNumber);
        }

        if (days.End > begin) yield return new Stretch(grain, begin, days.End);
    }

    private readonly record struct Stretch(RollupGrain Grain, int First, int End);
}

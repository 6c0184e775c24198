using GenOps.Core.Ledger;

namespace GenOps.Core.Analytics.Rollups;

/// <summary>Some runs, summed anew, and how that differs from what they had put into the sums before.</summary>
internal sealed class RollupBatch
{
    private readonly Dictionary<RunId, (RollupRun Run, Dictionary<RollupPlace, RollupAmount> Amounts)> _runs;
    private readonly RollupKeys _keys;
    private readonly ReportingCalendar _calendar;
    private readonly Dictionary<RollupPlace, RollupAmount> _differences = [];
    private readonly Dictionary<RollupPlace, long> _firsts = [];

    public RollupBatch(IEnumerable<RollupRun> runs, RollupKeys keys, ReportingCalendar calendar)
    {
        _runs = runs.ToDictionary(r => r.Id, r => (r, new Dictionary<RollupPlace, RollupAmount>()));
        (_keys, _calendar) = (keys, calendar);
    }

    /// <summary>What is to be added to the sums.</summary>
    public IReadOnlyDictionary<RollupPlace, RollupAmount> Differences => _differences;

    /// <summary>The runs whose contribution is another than before.</summary>
    public IReadOnlyList<(RunId Run, byte[] Data)> Changed { get; private set; } = [];

    /// <summary>How many runs there are.</summary>
    public int Runs => _runs.Count;

    /// <summary>When the first money of a place was spent, in ticks, UTC; null where none was.</summary>
    public long? FirstAt(RollupPlace place) => _firsts.TryGetValue(place, out var ticks) ? ticks : null;

    /// <summary>Adds rows of one fact. Those of a run that came later than the others are left for its own stamp.</summary>
    public void Add(RollupFact fact, IEnumerable<FactRow> rows)
    {
        foreach (var row in rows)
        {
            if (row.RunId is not { } id || !_runs.TryGetValue(id, out var run)) continue;
            var key = _keys.Of(run.Run, row);
            var knownAt = row.KnownAt ?? row.At;
            var took = row.At - row.Since;
            var place = Place(fact, row.At, knownAt, key) with { DurationClass = took is { } duration ? DurationSketch.ClassOf(duration) : 0 };
            Add(run.Amounts, place, took?.Ticks ?? row.Amount);
            if (fact != RollupFact.Charged) continue;
            // The same rows by another day.
            if (row.RunEndedAt is { } endedAt) Add(run.Amounts, Place(RollupFact.CostOfRunsEnded, endedAt, knownAt > endedAt ? knownAt : endedAt, key), row.Amount);
            if (row.Amount > 0 && (!_firsts.TryGetValue(place, out var first) || row.At.Ticks < first)) _firsts[place] = row.At.Ticks;
        }
    }

    private RollupPlace Place(RollupFact fact, DateTime at, DateTime knownAt, int key) =>
        new(fact, _calendar.DayOf(at).DayNumber, key, _calendar.DayOf(knownAt).DayNumber);

    private static void Add(Dictionary<RollupPlace, RollupAmount> amounts, RollupPlace place, long amount) =>
        amounts[place] = amounts.GetValueOrDefault(place) + new RollupAmount(amount, 1);

    /// <summary>Compares with what the runs had put in before.</summary>
    public void Compare(IEnumerable<RunRollup> before)
    {
        var known = before.ToDictionary(r => r.RunId, r => Contribution.Read(r.Data));
        var changed = new List<(RunId, byte[])>();
        foreach (var (id, (_, amounts)) in _runs)
        {
            var now = new Contribution(amounts);
            var differs = false;
            foreach (var (place, amount) in now.Less(known.GetValueOrDefault(id, Contribution.None)))
            {
                _differences[place] = _differences.GetValueOrDefault(place) + amount;
                differs = true;
            }

            if (differs) changed.Add((id, now.ToBytes()));
        }

        Changed = changed;
    }
}

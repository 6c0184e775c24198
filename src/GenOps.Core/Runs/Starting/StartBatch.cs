namespace GenOps.Core.Runs.Starting;

/// <summary>One start of many.</summary>
/// <param name="Request">As for <see cref="StartRun"/>.</param>
/// <param name="Key">So that the same start again gives the same run; null where it shall start in any case.</param>
public sealed record RunStart(StartRunRequest Request, StartKey? Key);

/// <summary>What one start of many came to.</summary>
/// <param name="Run">The run; null where none began.</param>
/// <param name="Started">True where it was started by this, false where its key had started it before.</param>
/// <param name="Refusal">Why none began; null where there is a run.</param>
public sealed record StartResult(RunId? Run, bool Started, GenOpsException? Refusal);

/// <summary>How far the starts of one batch are, by their places in it.</summary>
internal sealed class StartBatch(IReadOnlyList<RunStart> starts)
{
    private readonly StartResult?[] results = new StartResult?[starts.Count];
    private readonly PreparedRun?[] prepared = new PreparedRun?[starts.Count];

    // Those that repeat a key of the same batch, and what they repeat.
    private readonly Dictionary<int, int> repeats = [];

    /// <summary>A start.</summary>
    public RunStart this[int index] => starts[index];

    /// <summary>Those of which nothing is known yet, in their order.</summary>
    public IReadOnlyList<int> Open => [.. Enumerable.Range(0, starts.Count).Where(i => results[i] is null && !repeats.ContainsKey(i))];

    /// <summary>The start, made ready.</summary>
    public PreparedRun Prepared(int index) => prepared[index]!;

    /// <summary>Settles those whose key is known, cannot be taken, or stands twice.</summary>
    public void Recognise(IReadOnlyList<RunRequest> known)
    {
        var before = known.ToDictionary(k => k.Key);
        var first = new Dictionary<string, int>();
        for (var i = 0; i < starts.Count; i++)
        {
            if (starts[i].Key is not { } key) continue;
            try
            {
                key.DemandShort("idempotencyKey");
                if (before.TryGetValue(key.Text, out var run)) Settle(i, key.DemandSame(run), started: false);
                else if (!first.TryAdd(key.Text, i)) Repeat(i, first[key.Text], key);
            }
            catch (GenOpsException e)
            {
                Refuse(i, e);
            }
        }
    }

    /// <summary>Makes one ready; where that is refused, it ends here.</summary>
    public void Prepare(int index, Func<PreparedRun> prepare)
    {
        try
        {
            prepared[index] = prepare();
        }
        catch (GenOpsException e)
        {
            Refuse(index, e);
        }
    }

    /// <summary>Says what one came to.</summary>
    public void Settle(int index, StartOutcome outcome) => results[index] = new StartResult(outcome.Run?.Id, outcome.Run is not null, outcome.Refusal);

    /// <summary>Says that there is a run.</summary>
    public void Settle(int index, RunId run, bool started) => results[index] = new StartResult(run, started, null);

    /// <summary>Says that there is none.</summary>
    public void Refuse(int index, GenOpsException refusal) => results[index] = new StartResult(null, false, refusal);

    /// <summary>What all came to, in their order, once each is settled.</summary>
    public IReadOnlyList<StartResult> Results()
    {
        foreach (var (index, of) in repeats) results[index] = results[of]! with { Started = false };
        return [.. results.Select(r => r!)];
    }

    private void Repeat(int index, int of, StartKey key)
    {
        if (starts[of].Key != key) throw new ConflictException($"The idempotencyKey is used for another start, number {of} of this request. Use a new key for a new start.");
        repeats[index] = of;
    }
}

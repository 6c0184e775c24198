using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Runs.Queries;

/// <summary>What a stretch of a step's time went into.</summary>
public enum TimeUse
{
    /// <summary>Ready, and no worker had it yet.</summary>
    Queue,

    /// <summary>A worker had it and neither a call nor a person was at it: its own bookkeeping.</summary>
    Lease,

    /// <summary>Something kept it: a provider, a budget, a limit, a pause, a call in doubt, a place, the time before another try, or a worker that died.</summary>
    Wait,

    /// <summary>A call was under way; for a step that makes none, its work.</summary>
    Execution,

    /// <summary>A review was open.</summary>
    Person,
}

/// <summary>One stretch.</summary>
/// <param name="Use">What it went into.</param>
/// <param name="From">UTC.</param>
/// <param name="To">UTC.</param>
public sealed record TimeStretch(TimeUse Use, DateTime From, DateTime To)
{
    /// <summary>How long.</summary>
    public TimeSpan Length => To - From;
}

/// <summary>One step on the timeline.</summary>
/// <param name="StepRunId">Its key.</param>
/// <param name="Id">Its id in the definition.</param>
/// <param name="Item">Place of the item, from 0; null for a step that is no item.</param>
/// <param name="Stretches">Without gap from when it was ready to when it ended; empty while it is not ready.</param>
public sealed record TimelineBar(StepRunId StepRunId, string Id, int? Item, IReadOnlyList<TimeStretch> Stretches)
{
    /// <summary>All that went into one use.</summary>
    public TimeSpan Of(TimeUse use) => new(Stretches.Where(s => s.Use == use).Sum(s => s.Length.Ticks));
}

/// <summary>A time when a hold was in force.</summary>
/// <param name="Step">The step it was on; null for the whole run.</param>
/// <param name="From">UTC.</param>
/// <param name="To">UTC; null while it is.</param>
public sealed record HeldSpan(StepRunId? Step, DateTime From, DateTime? To);

/// <summary>Where the time of a run went, step by step.</summary>
/// <param name="From">When the run was triggered, UTC.</param>
/// <param name="To">When it ended; now while it goes on. UTC.</param>
/// <param name="Bars">In the order of the definition.</param>
public sealed record RunTimeline(DateTime From, DateTime To, IReadOnlyList<TimelineBar> Bars)
{
    /// <summary>The timeline of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="graph">Which step waits for which.</param>
    /// <param name="reviews">When reviews were open, by the step that asked for them; no end while one is.</param>
    /// <param name="now">UTC.</param>
    /// <param name="holds">What held the run or a step of it, and when; no end while it does.</param>
    public static RunTimeline Of(
        RunDetail run, StepGraph graph, ILookup<StepRunId, (DateTime From, DateTime? To)> reviews, DateTime now, IReadOnlyList<HeldSpan>? holds = null)
    {
        var end = run.EndedAt ?? now;
        var bars = run.Steps.Select(step => Bar(run, graph, step, [.. reviews[step.StepRunId]], holds ?? [], end)).ToList();
        return new RunTimeline(run.TriggeredAt, end, [.. bars.Select(bar => bar.Item is null ? StepTime.OfItems(bar, bars.FindAll(b => b.Id == bar.Id && b.Item is not null)) : bar)]);
    }

    private static TimelineBar Bar(
        RunDetail run, StepGraph graph, StepDetail step, IReadOnlyList<(DateTime From, DateTime? To)> reviews, IReadOnlyList<HeldSpan> holds, DateTime now)
    {
        if (step.ReusedFrom is not null || ReadyAt(run, graph, step) is not { } ready) return new TimelineBar(step.StepRunId, step.Id, step.Item, []);
        var waits = holds.Where(h => h.Step is null || h.Step == step.StepRunId).Select(h => (h.From, h.To)).ToList();
        return new TimelineBar(step.StepRunId, step.Id, step.Item, StepTime.Divide(step, reviews, waits, ready, Later(step.EndedAt ?? now, ready)));
    }

    /// <summary>When the last step it waits for ended; null while one has not.</summary>
    private static DateTime? ReadyAt(RunDetail run, StepGraph graph, StepDetail step)
    {
        // An item is ready once the list it belongs to is known.
        if (step.Item is not null) return run.Steps.FirstOrDefault(s => s.Id == step.Id && s.Item is null)?.StartedAt;
        if (step.StartedAt is null && step.EndedAt is not null) return null;
        var ready = run.TriggeredAt;
        foreach (var needed in run.Steps.Where(s => s.Item is null && graph.DependenciesOf(step.Id).Contains(s.Id)))
        {
            if (needed.EndedAt is not { } ended) return null;
            ready = Later(ready, ended);
        }

        return ready;
    }

    private static DateTime Later(DateTime a, DateTime b) => a > b ? a : b;
}

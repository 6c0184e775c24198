using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Runs.Queries;

/// <summary>What a stretch of a step's time went into.</summary>
public enum TimeUse
{
    /// <summary>Ready, and no worker had it yet.</summary>
    Queue,

    /// <summary>A worker had it and neither a call nor a person was at it: its own bookkeeping, a wait before another try, or a worker that died.</summary>
    Lease,

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
    public static RunTimeline Of(RunDetail run, StepGraph graph, ILookup<StepRunId, (DateTime From, DateTime? To)> reviews, DateTime now)
    {
        var end = run.EndedAt ?? now;
        return new RunTimeline(run.TriggeredAt, end, [.. run.Steps.Select(step => Bar(run, graph, step, [.. reviews[step.StepRunId]], end))]);
    }

    private static TimelineBar Bar(RunDetail run, StepGraph graph, StepDetail step, List<(DateTime From, DateTime? To)> reviews, DateTime now)
    {
        var stretches = new List<TimeStretch>();
        if (step.ReusedFrom is null && ReadyAt(run, graph, step) is { } ready)
        {
            var end = Later(step.EndedAt ?? now, ready);
            var started = Earlier(Later(step.StartedAt ?? end, ready), end);
            Add(stretches, TimeUse.Queue, ready, started);
            Divide(stretches, step, reviews, started, end);
        }

        return new TimelineBar(step.StepRunId, step.Id, step.Item, stretches);
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

    /// <summary>What happened between the first claim and the end: at each instant a person goes before a call, and both before neither.</summary>
    private static void Divide(List<TimeStretch> stretches, StepDetail step, List<(DateTime From, DateTime? To)> reviews, DateTime from, DateTime to)
    {
        var calls = step.Calls.Where(c => c.SentAt is not null).Select(c => (From: c.SentAt!.Value, To: c.EndedAt)).ToList();
        var rest = calls.Count == 0 && reviews.Count == 0 ? TimeUse.Execution : TimeUse.Lease;
        var cuts = calls.Concat(reviews).SelectMany(s => new[] { s.From, s.To ?? to }).Where(at => at > from && at < to).Append(from).Append(to).Distinct().Order().ToList();
        for (var i = 0; i + 1 < cuts.Count; i++)
        {
            var (begin, end) = (cuts[i], cuts[i + 1]);
            var use = reviews.Exists(Covers) ? TimeUse.Person : calls.Exists(Covers) ? TimeUse.Execution : rest;
            Add(stretches, use, begin, end);

            bool Covers((DateTime From, DateTime? To) span) => span.From <= begin && (span.To ?? to) >= end;
        }
    }

    private static void Add(List<TimeStretch> stretches, TimeUse use, DateTime from, DateTime to)
    {
        if (to <= from) return;
        if (stretches is [.., { } last] && last.Use == use) stretches[^1] = last with { To = to };
        else stretches.Add(new TimeStretch(use, from, to));
    }

    private static DateTime Later(DateTime a, DateTime b) => a > b ? a : b;

    private static DateTime Earlier(DateTime a, DateTime b) => a < b ? a : b;
}

using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Desk.Runs;

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

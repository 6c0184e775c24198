using GenOps.Core;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Runs;
using GenOps.Web.Words;

namespace GenOps.Web.Pages.Operations;

/// <summary>How one step of a run stands, as the graph shows it.</summary>
public sealed record RunGraphNode
{
    /// <summary>The step's id in the definition.</summary>
    public required string Id { get; init; }

    public required IReadOnlyList<string> After { get; init; }

    /// <summary>The state in words.</summary>
    public required string State { get; init; }

    public required Tone Tone { get; init; }

    /// <summary>Items done and in all; empty for a step without items.</summary>
    public string Items { get; init; } = "";

    /// <summary>Duration and cost so far; empty for a step that has not begun.</summary>
    public string Figures { get; init; } = "";

    /// <summary>Why it waits or failed; null for nothing.</summary>
    public string? Problem { get; init; }

    /// <summary>The nodes of a run, in an order they can run in.</summary>
    /// <param name="run">The run.</param>
    /// <param name="steps">The steps of its version.</param>
    /// <param name="now">UTC.</param>
    public static IReadOnlyList<RunGraphNode> Of(RunDetail run, IReadOnlyList<PipelineStepRow> steps, DateTime now)
    {
        var rows = run.Steps.ToLookup(s => s.Id);
        return [.. steps.Select(s => Of(run, s, rows[s.Step.Id].Single(r => r.Item is null), [.. rows[s.Step.Id].Where(r => r.Item is not null)], now))];
    }

    private static RunGraphNode Of(RunDetail run, PipelineStepRow row, StepDetail step, IReadOnlyList<StepDetail> items, DateTime now)
    {
        var (state, tone) = StateOf(run, step, items);
        var failed = items.Count(i => i.State == StepState.Failed);
        return new RunGraphNode
        {
            Id = step.Id,
            After = row.WaitsFor,
            State = state,
            Tone = tone,
            Items = items.Count == 0 ? "" : $"{items.Count(i => StepRun.IsDone(i.State))} of {items.Count} items{(failed > 0 ? $", {failed} failed" : "")}",
            Figures = step.ReusedFrom is not null ? "taken over, at no cost"
                : step.StartedAt is { } begin && step.State != StepState.Skipped
                    ? $"{DurationWords.Of((step.EndedAt ?? now) - begin)} · {new Money(step.CostNanoUsd + items.Sum(i => i.CostNanoUsd))}"
                    : "",
            Problem = step.Problem ?? items.FirstOrDefault(i => i.Problem is not null)?.Problem,
        };
    }

    private static (string Words, Tone Tone) StateOf(RunDetail run, StepDetail step, IReadOnlyList<StepDetail> items)
    {
        if (!StepRun.IsFinal(step.State) && step.State != StepState.Blocked && IsHeld(run, step, items)) return ("Held", Tone.Warning);
        if (WaitWords.Chip(WaitWords.Of(step, items)) is { } kept) return (kept, Tone.Warning);
        // The word of the engine for "its items are being worked on" says nothing to a person.
        return step.State == StepState.Expanded
            ? ("Running", Tone.Info)
            : (StateTones.Words(step.State.ToString()), StateTones.Of(step.State.ToString()));
    }

    /// <summary>Held itself or by its items, or ready while all of the run is held. What is under way is finished all the same.</summary>
    private static bool IsHeld(RunDetail run, StepDetail step, IReadOnlyList<StepDetail> items) =>
        run.Holds.Any(h => h.StepRunId is { } held
            ? held == step.StepRunId || items.Any(i => i.StepRunId == held && !StepRun.IsFinal(i.State))
            : step.State == StepState.Ready && h.Scope is HoldScope.Pipeline or HoldScope.Run);
}

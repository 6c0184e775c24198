using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;

namespace GenOps.Core.Desk.Runs;

/// <summary>One step of a run, or one item of a mapped step.</summary>
public sealed record StepDetail
{
    /// <summary>The step's id in the definition.</summary>
    public required string Id { get; init; }

    /// <summary>Place of the item, from 0; null for a step that is no item.</summary>
    public int? Item { get; init; }

    public required StepRunId StepRunId { get; init; }

    /// <summary>As the definition writes it: <c>prompt</c>, <c>image</c>, …</summary>
    public required string Kind { get; init; }

    public required StepState State { get; init; }

    /// <summary>How often it was claimed.</summary>
    public required int Attempts { get; init; }

    /// <summary>The run whose finished step it is a copy of, at no cost; null for one that was worked on.</summary>
    public RunId? ReusedFrom { get; init; }

    /// <summary>Raised by an operator's retry.</summary>
    public required int Generation { get; init; }

    /// <summary>Sum of the ledger entries of this row alone; nano-US-dollars.</summary>
    public required long CostNanoUsd { get; init; }

    /// <summary>UTC of the first claim.</summary>
    public DateTime? StartedAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTime? EndedAt { get; init; }

    /// <summary>Waits until then, UTC; null when it does not wait for a time.</summary>
    public DateTime? ReadyAt { get; init; }

    /// <summary>What it waits for; null when it does not wait.</summary>
    public WaitDetail? Waits { get; init; }

    /// <summary>The judge's score, 0 to 1; null without one.</summary>
    public double? Score { get; init; }

    /// <summary>Facts the judge missed; null without a count.</summary>
    public int? Missing { get; init; }

    /// <summary>Null where there is no schema.</summary>
    public bool? SchemaValid { get; init; }

    /// <summary>Why it waits or failed, in plain words; null otherwise.</summary>
    public string? Problem { get; init; }

    /// <summary>In the order made.</summary>
    public required IReadOnlyList<CallDetail> Calls { get; init; }

    /// <summary>The step as people see it.</summary>
    /// <param name="step">Its row.</param>
    /// <param name="waits">What it waits for; null when for nothing.</param>
    /// <param name="nanos">What it cost, in nano-US-dollars.</param>
    /// <param name="calls">In the order made.</param>
    internal static StepDetail Of(StepRun step, WaitDetail? waits, long nanos, IReadOnlyList<CallDetail> calls) => new()
    {
        Id = step.StepId,
        Item = step.Item == StepRun.NoItem ? null : step.Item,
        StepRunId = step.Id,
        Kind = step.Kind,
        State = step.State,
        Attempts = step.Attempts,
        ReusedFrom = step.ReusedFrom,
        Generation = step.Generation,
        CostNanoUsd = nanos,
        StartedAt = step.StartedAt,
        EndedAt = step.EndedAt,
        ReadyAt = step.ReadyAt,
        Waits = waits,
        Score = step.Score,
        Missing = step.Missing,
        SchemaValid = step.SchemaValid,
        Problem = step.Problem.Length == 0 ? null : step.Problem,
        Calls = calls,
    };
}

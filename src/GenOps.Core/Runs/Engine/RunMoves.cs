using GenOps.Core.Inference.Protocol;

namespace GenOps.Core.Runs.Engine;

/// <summary>What was decided on a run after one of its steps was worked on.</summary>
public sealed record RunMoves
{
    /// <summary>What becomes of the step.</summary>
    public required StepMove Step { get; init; }

    /// <summary>What follows from its end.</summary>
    public RunFollowing Following { get; init; } = RunFollowing.Nothing;

    /// <summary>Why what has not begun is not reached any more; null where it may be.</summary>
    public string? Unreached { get; init; }

    /// <summary>Where the run stands then.</summary>
    public required RunMove Run { get; init; }

    /// <summary>When the run is looked at again, UTC.</summary>
    public IReadOnlyList<DateTime> Wakes { get; init; } = [];
}

/// <summary>What becomes of a step.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Problem">A word for people; empty for none.</param>
public sealed record StepMove(StepState State, string Problem = "")
{
    /// <summary>Not before, UTC; null when somebody makes it ready.</summary>
    public DateTime? ReadyAt { get; init; }

    /// <summary>For what it waits; null for nothing.</summary>
    public WaitCause? Wait { get; init; }

    /// <summary>Until when, UTC; null where nobody knows.</summary>
    public DateTime? Until { get; init; }

    /// <summary>The provider whose pause stopped it; empty for none.</summary>
    public string HeldFor { get; init; } = "";

    /// <summary>When the run is looked at for it, UTC; null where somebody else sees to that.</summary>
    public DateTime? Wake { get; init; }

    /// <summary>How many exceptions have broken it off.</summary>
    public int Exceptions { get; init; }

    /// <summary>A judge's score, 0 to 1.</summary>
    public double? Score { get; init; }

    /// <summary>How many facts a judge missed.</summary>
    public int? Missing { get; init; }

    /// <summary>Whether what it gave follows its schema; null without one.</summary>
    public bool? SchemaValid { get; init; }

    /// <summary>How many items it begins.</summary>
    public int Items { get; init; }

    /// <summary>How many outputs were approved and rejected, as a review gives it; null for every other step.</summary>
    public (int Approved, int Rejected)? Reviewed { get; init; }

    /// <summary>The outputs that are put before people.</summary>
    public IReadOnlyList<OutputId> Opened { get; init; } = [];

    /// <summary>The outputs that its rules approve.</summary>
    public IReadOnlyList<OutputId> Passed { get; init; } = [];

    /// <summary>Writes it on the step's row; what the step gave is written beside it.</summary>
    internal void Apply(StepRun step, DateTime now)
    {
        StepTransitions.Move(step, State);
        (step.LeaseOwner, step.LeaseUntil, step.HeldFor) = ("", null, HeldFor);
        (step.Problem, step.ReadyAt, step.Exceptions) = (Problem, ReadyAt, Exceptions);
        if (Wait is { } cause) step.WaitFor(cause, Until, now);
        else step.WaitNoMore();
        if (StepRun.IsFinal(State)) step.EndedAt = now;
        if (State == StepState.Succeeded) (step.Score, step.Missing, step.SchemaValid) = (Score, Missing, SchemaValid);
    }
}

/// <summary>What follows from a step that ended.</summary>
public sealed record RunFollowing
{
    /// <summary>No more than that it ended.</summary>
    public static RunFollowing Nothing { get; } = new();

    /// <summary>The mapped steps that are done with their last item, as they stand then.</summary>
    public IReadOnlyList<StepFact> Joined { get; init; } = [];

    /// <summary>The outputs that are complete.</summary>
    public IReadOnlyList<OutputParts> Drafts { get; init; } = [];

    /// <summary>The steps that become ready.</summary>
    public IReadOnlyList<string> Freed { get; init; } = [];
}

/// <summary>Where a run stands.</summary>
/// <param name="State">Its state.</param>
/// <param name="Problem">Why it failed; empty while it has not.</param>
public sealed record RunMove(RunState State, string Problem);

/// <summary>An output that is complete, and the steps that make it.</summary>
/// <param name="Name">In the definition.</param>
/// <param name="Item">Place of the item, from 0; −1 for one output per run.</param>
/// <param name="Parts">At least one.</param>
public sealed record OutputParts(string Name, int Item, IReadOnlyList<StepFact> Parts);

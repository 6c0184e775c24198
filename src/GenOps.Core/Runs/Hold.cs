using GenOps.Core.Inference.Protocol;

namespace GenOps.Core.Runs;

/// <summary>A pause, with its reason. It never occupies a worker and never times a run out.</summary>
public sealed class Hold
{
    public required HoldId Id { get; init; }

    public required HoldScope Scope { get; init; }

    /// <summary>The pipeline's, run's or step's id, or the provider's name.</summary>
    public required string Target { get; init; }

    /// <summary>The run that is held, or whose step is; null for the other scopes.</summary>
    public RunId? RunId { get; init; }

    /// <summary>The step that is held; null for the other scopes.</summary>
    public StepRunId? StepRunId { get; init; }

    /// <summary>What it waits for: a person's word (<see cref="WaitKind.Hold"/>), or what GenOps found in the way, which a person's word does not mend.</summary>
    public WaitKind Cause { get; init; } = WaitKind.Hold;

    /// <summary>Which budget or provider, where GenOps placed it; empty otherwise.</summary>
    public string CauseTarget { get; init; } = "";

    public required string Reason { get; init; }

    public required string By { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime PlacedAt { get; init; }

    /// <summary>When it ends by itself, UTC; null for until released.</summary>
    public DateTime? Until { get; init; }

    /// <summary>UTC; null while it holds.</summary>
    public DateTime? ReleasedAt { get; set; }

    public string ReleasedBy { get; set; } = "";

    /// <summary>Whether a person's word ends it: what a budget or a doubt holds would only be held again.</summary>
    public static bool CanResume(WaitKind cause) => cause == WaitKind.Hold;
}

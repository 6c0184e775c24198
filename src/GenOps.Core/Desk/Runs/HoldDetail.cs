using GenOps.Core.Inference.Protocol;
using GenOps.Core.Runs;

namespace GenOps.Core.Desk.Runs;

/// <summary>A hold in force.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Scope">What is held.</param>
/// <param name="Target">Its id, or the provider's name.</param>
/// <param name="Reason">As the person wrote.</param>
/// <param name="By">Who placed it.</param>
/// <param name="PlacedAt">UTC.</param>
/// <param name="Until">When it ends by itself, UTC; null for until released.</param>
public sealed record HoldDetail(HoldId Id, HoldScope Scope, string Target, string Reason, string By, DateTime PlacedAt, DateTime? Until)
{
    /// <summary>The run that is held, or whose step is; null for the other scopes.</summary>
    public RunId? RunId { get; init; }

    /// <summary>The step that is held; null for the other scopes.</summary>
    public StepRunId? StepRunId { get; init; }

    /// <summary>The name of the pipeline whose run or step is held; null for the other scopes, and where it stands beside it anyway.</summary>
    public string? Pipeline { get; init; }

    /// <summary>The id in its definition of the step that is held; null like <see cref="Pipeline"/>.</summary>
    public string? Step { get; init; }

    /// <summary>What ends it: a person's word (<see cref="WaitKind.Hold"/>), room in a budget, or the settlement of a call.</summary>
    public WaitKind Cause { get; init; } = WaitKind.Hold;

    /// <summary>Which budget or provider, where GenOps placed it; empty otherwise.</summary>
    public string CauseTarget { get; init; } = "";

    /// <summary>Whether to resume it does anything, as the command judges it.</summary>
    public bool CanResume => Hold.CanResume(Cause);

    /// <summary>The hold as people see it.</summary>
    public static HoldDetail Of(Hold hold) => new(hold.Id, hold.Scope, hold.Target, hold.Reason, hold.By, hold.PlacedAt, hold.Until)
    {
        RunId = hold.RunId,
        StepRunId = hold.StepRunId,
        Cause = hold.Cause,
        CauseTarget = hold.CauseTarget,
    };
}

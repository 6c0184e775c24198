using GenOps.Core.Inference.Protocol;
using Microsoft.EntityFrameworkCore.Query;

namespace GenOps.Core.Runs;

/// <summary>The only writer of <see cref="StepRun.State"/>.</summary>
internal static class StepTransitions
{
    /// <summary>What is worked on may end in every way; a retry takes up what failed and what was never reached.</summary>
    public static readonly LegalMoves<StepState> Moves = new(
        [StepState.Blocked, StepState.Ready, StepState.Succeeded, StepState.Skipped],
        new Dictionary<StepState, StepState[]>
        {
            [StepState.Blocked] = [StepState.Ready, StepState.Cancelled],
            [StepState.Ready] = [StepState.Running, StepState.Cancelled],
            [StepState.Running] =
            [
                StepState.Ready, StepState.Expanded, StepState.WaitingForReview,
                StepState.Succeeded, StepState.Skipped, StepState.Failed, StepState.Cancelled,
            ],
            [StepState.Expanded] = [StepState.Succeeded, StepState.Cancelled],
            [StepState.WaitingForReview] = [StepState.Ready, StepState.Cancelled],
            [StepState.Failed] = [StepState.Ready],
            [StepState.Cancelled] = [StepState.Blocked, StepState.Ready, StepState.Expanded],
        });

    /// <summary>Says how a new step begins; one that another run did already begins done.</summary>
    /// <exception cref="InvalidOperationException">No step begins so.</exception>
    public static StepRun Begin(StepRun step, StepState first)
    {
        Moves.DemandFirst(first, step.Id);
        step.State = first;
        return step;
    }

    /// <summary>Moves one step.</summary>
    /// <exception cref="InvalidOperationException">The move is not legal.</exception>
    public static void Move(StepRun step, StepState to)
    {
        Moves.Demand(step.State, to, step.Id);
        step.State = to;
    }

    /// <summary>Says on a copy in memory what the database holds.</summary>
    public static void Reflect(StepRun copy, StepState state) => copy.State = state;

    /// <summary>Makes it ready, but for something it has to wait for.</summary>
    /// <param name="step">The step.</param>
    /// <param name="cause">For what.</param>
    /// <param name="readyAt">Not before, UTC; null when somebody makes it ready.</param>
    /// <param name="until">When that ends by itself or is looked at again, UTC; null where nobody knows.</param>
    /// <param name="why">In plain words.</param>
    /// <param name="now">UTC.</param>
    public static void LetWait(StepRun step, WaitCause cause, DateTime? readyAt, DateTime? until, string why, DateTime now)
    {
        Move(step, StepState.Ready);
        step.WaitFor(cause, until, now);
        (step.ReadyAt, step.Problem) = (readyAt, why);
    }

    /// <inheritdoc cref="LegalMoves{TState}.MoveAsync" />
    public static Task<int> MoveAsync(
        this IQueryable<StepRun> steps, StepState to, Action<UpdateSettersBuilder<StepRun>>? also, CancellationToken cancellationToken) =>
        Moves.MoveAsync(steps, to, also, cancellationToken);
}

using Microsoft.EntityFrameworkCore.Query;

namespace GenOps.Core.Runs;

/// <summary>The only writer of <see cref="Run.State"/>.</summary>
internal static class RunTransitions
{
    private static readonly RunState[] Ends = [RunState.Succeeded, RunState.Rejected, RunState.Failed, RunState.Cancelled];

    /// <summary>A retry takes a failed run up again; every other end is one.</summary>
    public static readonly LegalMoves<RunState> Moves = new(
        [RunState.Pending],
        new Dictionary<RunState, RunState[]>
        {
            [RunState.Pending] = [RunState.Running, .. Ends],
            [RunState.Running] = [RunState.Pending, RunState.WaitingForReview, .. Ends],
            [RunState.WaitingForReview] = [RunState.Pending, RunState.Running, .. Ends],
            [RunState.Failed] = [RunState.Pending],
        });

    /// <summary>Moves one run.</summary>
    /// <exception cref="InvalidOperationException">The move is not legal.</exception>
    public static void Move(Run run, RunState to)
    {
        Moves.Demand(run.State, to, run.Id);
        run.State = to;
    }

    /// <summary>Says on a copy in memory what the database holds.</summary>
    public static void Reflect(Run copy, RunState state) => copy.State = state;

    /// <inheritdoc cref="LegalMoves{TState}.MoveAsync" />
    public static Task<int> MoveAsync(
        this IQueryable<Run> runs, RunState to, Action<UpdateSettersBuilder<Run>>? also, CancellationToken cancellationToken) =>
        Moves.MoveAsync(runs, to, also, cancellationToken);
}

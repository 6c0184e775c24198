using Microsoft.EntityFrameworkCore;
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

    /// <summary>Moves those of the runs that may, in one statement.</summary>
    /// <param name="runs">Which.</param>
    /// <param name="to">Where to.</param>
    /// <param name="also">What changes with it; null for nothing.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many were moved.</returns>
    public static Task<int> MoveAsync(
        this IQueryable<Run> runs, RunState to, Action<UpdateSettersBuilder<Run>>? also, CancellationToken cancellationToken)
    {
        var origins = Moves.OriginsOf(to);
        return runs.Where(r => origins.Contains(r.State)).ExecuteUpdateAsync(
            set =>
            {
                set.SetProperty(r => r.State, to);
                also?.Invoke(set);
            },
            cancellationToken);
    }
}

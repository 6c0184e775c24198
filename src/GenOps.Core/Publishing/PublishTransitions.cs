using GenOps.Core.Calls;
using Microsoft.EntityFrameworkCore.Query;

namespace GenOps.Core.Publishing;

/// <summary>The only writer of <see cref="PublishCall.State"/>.</summary>
internal static class PublishTransitions
{
    /// <summary>What may have arrived is sent again under the same key; should its own end become known after all, that is written down.</summary>
    public static readonly LegalMoves<CallState> Moves = new(
        [CallState.Intent],
        new Dictionary<CallState, CallState[]>
        {
            [CallState.Intent] = [CallState.Sending, CallState.Superseded],
            [CallState.Sending] = [CallState.Responded, CallState.Rejected, CallState.InDoubt, CallState.Resubmitted],
            [CallState.InDoubt] = [CallState.Resubmitted],
            [CallState.Resubmitted] = [CallState.Responded, CallState.Rejected],
        });

    /// <summary>Moves one delivery.</summary>
    /// <exception cref="InvalidOperationException">The move is not legal.</exception>
    public static void Move(PublishCall call, CallState to)
    {
        Moves.Demand(call.State, to, call.Id);
        call.State = to;
    }

    /// <inheritdoc cref="LegalMoves{TState}.MoveAsync" />
    public static Task<int> MoveAsync(
        this IQueryable<PublishCall> calls, CallState to, Action<UpdateSettersBuilder<PublishCall>>? also, CancellationToken cancellationToken) =>
        Moves.MoveAsync(calls, to, also, cancellationToken);
}

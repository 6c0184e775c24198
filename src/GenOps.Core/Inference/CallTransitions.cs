using GenOps.Core.Calls;
using Microsoft.EntityFrameworkCore.Query;

namespace GenOps.Core.Inference;

/// <summary>The only writer of <see cref="ModelCall.State"/>.</summary>
internal static class CallTransitions
{
    /// <summary>
    /// A call that may have been paid ends by an answer, by a proof that there is none, or by somebody's decision; an answer that comes
    /// after any other end is a late charge. What is in doubt may be sent again under the same key, and what was never sent is superseded.
    /// </summary>
    public static readonly LegalMoves<CallState> Moves = new(
        [CallState.Intent],
        new Dictionary<CallState, CallState[]>
        {
            [CallState.Intent] = [CallState.Sending, CallState.Superseded],
            [CallState.Sending] = [CallState.Responded, CallState.Rejected, CallState.InDoubt, CallState.Superseded],
            [CallState.InDoubt] = [CallState.Sending, CallState.Responded, CallState.Rejected, CallState.Resubmitted, CallState.WrittenOff],
            [CallState.Responded] = [CallState.Applied, CallState.Unusable],
            [CallState.Rejected] = [CallState.LateCharge],
            [CallState.Superseded] = [CallState.LateCharge],
            [CallState.Resubmitted] = [CallState.LateCharge],
            [CallState.WrittenOff] = [CallState.LateCharge],
        });

    /// <summary>True where the answer of a call is recorded.</summary>
    public static bool IsAnswered(CallState state) => state is CallState.Responded or CallState.Applied or CallState.Unusable or CallState.LateCharge;

    /// <summary>Moves one call.</summary>
    /// <exception cref="InvalidOperationException">The move is not legal.</exception>
    public static void Move(ModelCall call, CallState to)
    {
        Moves.Demand(call.State, to, call.Id);
        call.State = to;
    }

    /// <inheritdoc cref="LegalMoves{TState}.MoveAsync" />
    public static Task<int> MoveAsync(
        this IQueryable<ModelCall> calls, CallState to, Action<UpdateSettersBuilder<ModelCall>>? also, CancellationToken cancellationToken) =>
        Moves.MoveAsync(calls, to, also, cancellationToken);
}

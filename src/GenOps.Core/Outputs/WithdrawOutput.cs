using GenOps.Core.Access;
using GenOps.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Outputs;

/// <summary>
/// Takes an accepted output back. When it was accepted stays on record, and the withdrawal counts in its own period; what was
/// delivered stays where it is, since GenOps cannot call it back.
/// </summary>
public sealed class WithdrawOutput(CommandRunner runner)
{
    /// <summary>Withdraws it.</summary>
    /// <exception cref="InvalidInputException">No reason is given.</exception>
    /// <exception cref="NotFoundException">There is no such output.</exception>
    /// <exception cref="IllegalTransitionException">It was not accepted, or is withdrawn already.</exception>
    public async Task ExecuteAsync(Actor actor, OutputId id, string reason, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator, Roles.Reviewer);
        if (string.IsNullOrWhiteSpace(reason)) throw new InvalidInputException("reason", "A withdrawal needs a reason.", "Say what is wrong with it.");
        await runner.RunAsync(actor, scope => StageAsync(scope, id, reason), cancellationToken);
    }

    private static async Task StageAsync(CommandScope scope, OutputId id, string reason)
    {
        var (db, _, now, cancellationToken) = scope;
        var output = await db.Outputs.SingleOrDefaultAsync(o => o.Id == id, cancellationToken) ?? throw new NotFoundException($"There is no output {id}.");
        OutputTransitions.Withdraw(output, now);
        scope.Record("output.withdraw", "output", id, $"Withdrew the output {output.Name}: {reason.Trim()}");
    }
}

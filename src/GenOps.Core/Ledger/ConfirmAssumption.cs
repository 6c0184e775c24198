using GenOps.Core.Access;
using GenOps.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Ledger;

/// <summary>
/// Makes an example that shipped with GenOps a statement of the person who confirms it: the same value is stated anew, from
/// when on the person says. From then on it counts for live money.
/// </summary>
public sealed class ConfirmAssumption(CommandRunner runner)
{
    /// <summary>Confirms the example in force.</summary>
    /// <param name="actor">Finance or Admin.</param>
    /// <param name="pipelineId">The pipeline it shipped for; null for the whole company.</param>
    /// <param name="key">One of <see cref="AssumptionKeys"/>.</param>
    /// <param name="validFrom">In force from, UTC; null for when the example came in, so that all live outputs since count.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="AccessDeniedException">The actor is neither Finance nor Admin.</exception>
    /// <exception cref="NotFoundException">No example holds for this figure: it is stated already, or missing.</exception>
    /// <exception cref="InvalidInputException">The date cannot be.</exception>
    public Task<AssumptionId> ExecuteAsync(Actor actor, PipelineId? pipelineId, string key, DateTime? validFrom, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Finance), scope => StageAsync(scope, pipelineId, key, validFrom), cancellationToken);

    private static async Task<AssumptionId> StageAsync(CommandScope scope, PipelineId? pipelineId, string key, DateTime? validFrom)
    {
        var (db, _, now, cancellationToken) = scope;
        var stated = await db.Assumptions.AsNoTracking().Where(a => a.PipelineId == pipelineId && a.Key == key).ToListAsync(cancellationToken);
        var example = AssumptionBook.InForce(stated, key, pipelineId, now, now);
        if (example is not { Origin: AssumptionOrigin.Example, Value: { } value })
        {
            throw new NotFoundException("No shipped example holds for this figure: it is stated already, or missing. State a value instead.");
        }

        return await StateAssumption.StageAsync(
            scope,
            new StateAssumptionRequest
            {
                PipelineId = pipelineId,
                Key = key,
                Value = value,
                ValidFrom = validFrom ?? example.ValidFrom,
                Note = "Confirms the example that ships with GenOps",
            },
            StateAssumption.Confirmed);
    }
}

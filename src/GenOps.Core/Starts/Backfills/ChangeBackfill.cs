using GenOps.Core.Access;
using GenOps.Core.Audit;

namespace GenOps.Core.Starts.Backfills;

/// <summary>Changes how many runs a backfill has at a time and what it may cost; a higher cap lets it go on.</summary>
public sealed class ChangeBackfill(CommandRunner runner)
{
    /// <summary>Changes both bounds.</summary>
    /// <exception cref="ConflictException">It has ended already.</exception>
    /// <exception cref="InvalidInputException">A bound cannot be used.</exception>
    public async Task ExecuteAsync(Actor actor, BackfillId id, int concurrency, Money? cap, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        var problems = BackfillBounds.Check(concurrency, cap).ToList();
        if (problems.Count > 0) throw new InvalidInputException(problems);
        await runner.RunAsync(actor, scope => StageAsync(scope, id, concurrency, cap), cancellationToken);
    }

    private static async Task StageAsync(CommandScope scope, BackfillId id, int concurrency, Money? cap)
    {
        var (db, _, _, cancellationToken) = scope;
        var backfill = await BackfillRows.LockAsync(db, id, cancellationToken);
        if (backfill.State is BackfillState.Finished or BackfillState.Cancelled)
            throw new ConflictException($"The backfill has ended already ({backfill.State}). Start another for what is left.");
        (backfill.Concurrency, backfill.CapNanos, backfill.State, backfill.Problem, backfill.EndedAt) = (concurrency, cap?.Nanos, BackfillState.Running, "", null);
        scope.Record("backfill.change", "backfill", id, $"Changed the backfill: {concurrency} at a time, {(cap is { } most ? $"up to {most}" : "no cap")}");
    }
}

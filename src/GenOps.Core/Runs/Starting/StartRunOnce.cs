using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Starting;

/// <summary>
/// Starts a run under a key of the caller's: the same start again, because an answer was lost on the way, gives the run there is.
/// </summary>
public sealed class StartRunOnce(CommandRunner runner, IDbContextFactory<GenOpsDbContext> factory, StartRun start)
{
    /// <summary>Starts the run, or finds the one that was started.</summary>
    /// <param name="actor">Who; keys of different callers never meet.</param>
    /// <param name="request">As for <see cref="StartRun"/>.</param>
    /// <param name="key">The caller's.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The run, and all of it where it was started by this call.</returns>
    /// <exception cref="ConflictException">The key was used for another start.</exception>
    /// <exception cref="InvalidInputException">The key is too long.</exception>
    public async Task<(RunId Run, StartedRun? Started)> ExecuteAsync(Actor actor, StartRunRequest request, StartKey key, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        key.DemandShort("Idempotency-Key");
        if (await start.TryAsync(actor, request, key) is { } quick) return (quick.Id, quick);
        if (await FindAsync(actor, key, cancellationToken) is { } known) return (known, null);
        var prepared = await start.PrepareAsync(request, cancellationToken);
        try
        {
            var started = await runner.RunAsync(actor, scope => StageAsync(scope, prepared, key), cancellationToken);
            return (started.Id, started);
        }
        catch (DbUpdateException)
        {
            // The same start came twice at once; the unique key let one through, and that one counts for both.
            if (await FindAsync(actor, key, cancellationToken) is { } first) return (first, null);
            throw;
        }
    }

    /// <summary>Whose key it is.</summary>
    internal static string CallerOf(Actor actor) => actor.Id?.ToString() ?? actor.Name;

    /// <summary>The row by which the same start is known again.</summary>
    internal static RunRequest Remember(Actor actor, StartKey key, StartedRun run) => new()
    {
        Id = Id.New<RunRequestId>(),
        Caller = CallerOf(actor),
        Key = key.Text,
        BodyHash = key.Body,
        RunId = run.Id,
        At = run.Run.TriggeredAt,
    };

    private static async Task<StartedRun> StageAsync(CommandScope scope, PreparedRun prepared, StartKey key)
    {
        var run = await StartRun.StageAsync(scope, prepared);
        scope.Db.Add(Remember(scope.Actor, key, run));
        return run;
    }

    private async Task<RunId?> FindAsync(Actor actor, StartKey key, CancellationToken cancellationToken)
    {
        var caller = CallerOf(actor);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var before = await db.RunRequests.AsNoTracking().SingleOrDefaultAsync(r => r.Caller == caller && r.Key == key.Text, cancellationToken);
        return before is null ? null : key.DemandSame(before);
    }
}

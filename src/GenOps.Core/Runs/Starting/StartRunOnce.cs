using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Starting;

/// <summary>
/// Starts a run under a key of the caller's: the same start again, because an answer was lost on the way, gives the run there is.
/// </summary>
public sealed class StartRunOnce(CommandRunner runner, IDbContextFactory<GenOpsDbContext> factory, StartRun start)
{
    /// <summary>The longest key.</summary>
    public const int LongestKey = 200;

    /// <summary>Starts the run, or finds the one that was started.</summary>
    /// <param name="actor">Who; keys of different callers never meet.</param>
    /// <param name="request">As for <see cref="StartRun"/>.</param>
    /// <param name="key">1 to <see cref="LongestKey"/> characters.</param>
    /// <param name="body">Hash of what was asked for.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The run, and whether it was started by this call.</returns>
    /// <exception cref="ConflictException">The key was used for another start.</exception>
    /// <exception cref="InvalidInputException">The key is too long.</exception>
    public async Task<(RunId Run, bool Started)> ExecuteAsync(
        Actor actor, StartRunRequest request, string key, BlobHash body, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        if (key.Length > LongestKey) throw new InvalidInputException("Idempotency-Key", $"It is longer than {LongestKey} characters.", "A UUID does well.");
        var caller = actor.Id?.ToString() ?? actor.Name;
        if (await FindAsync(caller, key, body, cancellationToken) is { } known) return (known, false);
        var prepared = await start.PrepareAsync(request, cancellationToken);
        try
        {
            return (await runner.RunAsync(actor, scope => StageAsync(scope, prepared, caller, key, body), cancellationToken), true);
        }
        catch (DbUpdateException)
        {
            // The same start came twice at once; the unique key let one through, and that one counts for both.
            if (await FindAsync(caller, key, body, cancellationToken) is { } first) return (first, false);
            throw;
        }
    }

    private static async Task<RunId> StageAsync(CommandScope scope, PreparedRun prepared, string caller, string key, BlobHash body)
    {
        var run = await StartRun.StageAsync(scope, prepared);
        scope.Db.Add(new RunRequest { Id = Id.New<RunRequestId>(), Caller = caller, Key = key, BodyHash = body, RunId = run, At = scope.Now });
        return run;
    }

    private async Task<RunId?> FindAsync(string caller, string key, BlobHash body, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var before = await db.RunRequests.AsNoTracking().SingleOrDefaultAsync(r => r.Caller == caller && r.Key == key, cancellationToken);
        if (before is null) return null;
        return before.BodyHash == body
            ? before.RunId
            : throw new ConflictException($"The Idempotency-Key was used for another start, of run {before.RunId}. Use a new key for a new start.");
    }
}

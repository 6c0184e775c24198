using System.Text.Json.Nodes;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Runs.Steps;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Engine;

/// <summary>
/// T4 of the protocol: one transaction, fenced by the lease, that puts down what came of a step and what follows from it.
/// Either all of it happens or the step is done again from its recorded calls.
/// </summary>
public sealed class StepCompletion(IDbContextFactory<GenOpsDbContext> factory, TimeProvider time)
{
    /// <summary>Applies an outcome.</summary>
    /// <returns>False when the step belongs to another worker now; then nothing was changed.</returns>
    public async Task<bool> ApplyAsync(StepLease lease, RunScript script, StepOutcome outcome, CancellationToken cancellationToken)
    {
        var made = new MadeContents(new Beforehand(factory));
        // Written and hashed as long as it is, before anybody has to wait for it.
        var given = outcome switch
        {
            StepOutcome.Done done => made.Keep(StepContents.Of(done.Output)),
            StepOutcome.Published published => made.Keep(StepContents.Of(published.Receipt)),
            StepOutcome.Expanded { Items: 0 } => made.Keep(StepContents.Of(new JsonArray())),
            _ => null,
        };
        if (Follows(lease, script, outcome, given)) await made.GoAsync(() => ForeseeAsync(lease, script, outcome, given, made, cancellationToken), cancellationToken);
        return await made.GoAsync(() => ApplyAsync(lease, script, outcome, given, made, cancellationToken), cancellationToken);
    }

    /// <summary>Whether anything has to be made of what the step gave.</summary>
    private static bool Follows(StepLease lease, RunScript script, StepOutcome outcome, BlobContent? given) => outcome is StepOutcome.Review
        || ((given is not null || outcome is StepOutcome.Skipped)
            && (lease.Step.Item != StepRun.NoItem || script.Definition.Outputs.Any(o => o.Artifacts.Contains(lease.Step.StepId))));

    /// <summary>
    /// Makes what will follow, as far as it can be seen before the transaction that puts it down, so that this need not begin again.
    /// What changes in between is made then.
    /// </summary>
    /// <returns>True: it is made.</returns>
    private async Task<bool> ForeseeAsync(
        StepLease lease, RunScript script, StepOutcome outcome, BlobContent? given, MadeContents made, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var now = time.UtcNow();
        var board = await new BoardReading(db, made, script, cancellationToken).OfAsync(lease, outcome, given?.Hash, now);
        MovesContents.Of(made, board, RunDecision.Decide(board, outcome, now), given, cancellationToken);
        return true;
    }

    private async Task<bool> ApplyAsync(
        StepLease lease, RunScript script, StepOutcome outcome, BlobContent? given, MadeContents made, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        if (!await lease.FenceAsync(db, cancellationToken)) return false;
        var now = time.UtcNow();
        var board = await new BoardReading(db, made, script, cancellationToken).OfAsync(lease, outcome, given?.Hash, now);
        var moves = RunDecision.Decide(board, outcome, now);
        var contents = MovesContents.Of(made, board, moves, given, cancellationToken);
        var state = await new MovesWriting(db, lease, script, now, cancellationToken).WriteAsync(moves, contents, outcome);
        await transaction.CommitAsync(cancellationToken);
        RunTransitions.Reflect(lease.Run, state);
        return true;
    }
}

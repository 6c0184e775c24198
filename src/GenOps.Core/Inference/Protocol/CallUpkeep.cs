using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Protocol;

/// <summary>What the spool of a node says of calls, and asks of them.</summary>
public sealed class CallUpkeep(IDbContextFactory<GenOpsDbContext> factory, NodeIdentity node, TimeProvider time)
{
    /// <summary>Keeps the part of an answer that arrived before its process ended, beside a call that has no answer.</summary>
    public async Task KeepPartAsync(ModelCallId call, byte[] part, CancellationToken cancellationToken)
    {
        if (part.Length == 0) return;
        var content = BlobContent.Of(part, "application/octet-stream");
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        var row = await db.ModelCalls.SingleOrDefaultAsync(c => c.Id == call, cancellationToken);
        if (row is not { AnswerHash: null }) return;
        row.AnswerHash = await BlobStore.PutAsync(db, content, time.UtcNow(), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>What the answered ones of some calls were answered.</summary>
    public async Task<Dictionary<ModelCallId, BlobHash>> AnswersOfAsync(IReadOnlyCollection<ModelCallId> calls, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return (await db.ModelCalls.Where(c => calls.Contains(c.Id) && c.AnswerHash != null).Select(c => new { c.Id, c.State, c.AnswerHash }).ToListAsync(cancellationToken))
            .Where(c => CallTransitions.IsAnswered(c.State)).ToDictionary(c => c.Id, c => c.AnswerHash!.Value);
    }

    /// <summary>Says of calls this node sent that its spool does not hold their answer.</summary>
    /// <param name="kept">Those it still works on, or has an answer to.</param>
    /// <param name="sentBefore">UTC; later ones may have begun since <paramref name="kept"/> was made.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task LetGoAsync(IReadOnlyCollection<ModelCallId> kept, DateTime sentBefore, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var home = node.Home;
        await db.ModelCalls
            .Where(c => c.State == CallState.Sending || c.State == CallState.InDoubt)
            .Where(c => c.Node == home && c.SentAt < sentBefore && !kept.Contains(c.Id))
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.Node, ""), cancellationToken);
    }
}

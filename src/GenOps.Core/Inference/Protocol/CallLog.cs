using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Protocol;

/// <summary>
/// What is recorded of calls. Each step of the protocol writes it in a transaction of its own, so that after a kill the state says
/// exactly what may have been paid.
/// </summary>
public sealed class CallLog(IDbContextFactory<GenOpsDbContext> factory, TimeProvider time)
{
    /// <summary>The sendings of one call so far, oldest first.</summary>
    public async Task<List<ModelCall>> AttemptsAsync(CallTicket ticket, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.ModelCalls.AsNoTracking()
            .Where(c => c.StepRunId == ticket.StepRunId && c.Generation == ticket.Generation && c.Ordinal == ticket.Ordinal)
            .OrderBy(c => c.Attempt).ToListAsync(cancellationToken);
    }

    /// <summary>The stored request of a call.</summary>
    public async Task<CanonicalRequest> RequestAsync(ModelCall call, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return new CanonicalRequest(call.Kind, call.Model, await BlobStore.GetAsync(db, call.RequestHash, cancellationToken));
    }

    /// <summary>The stored answer of a call.</summary>
    public async Task<byte[]> AnswerAsync(ModelCall call, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await BlobStore.GetAsync(db, call.AnswerHash!.Value, cancellationToken);
    }

    /// <summary>The answer is paid and kept, and of no use.</summary>
    public async Task MarkUnusableAsync(ModelCallId call, string reason, CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await db.ModelCalls.Where(c => c.Id == call && c.State == CallState.Responded).MoveAsync(
            CallState.Unusable, c => c.SetProperty(x => x.Problem, reason).SetProperty(x => x.EndedAt, x => x.EndedAt ?? now), cancellationToken);
    }
}

using GenOps.Core.Calls;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Protocol;

/// <summary>The calls that were under way when their step broke off.</summary>
public sealed class BrokenCalls(IDbContextFactory<GenOpsDbContext> factory, CallDoubt doubts, CallSpool spool)
{
    /// <summary>Takes their answers from the spool, or books them as in doubt, lest a step that is not tried again leaves a charge unbooked.</summary>
    public async Task BookAsync(StepRunId step, CancellationToken cancellationToken)
    {
        List<ModelCallId> open;
        await using (var db = await factory.CreateDbContextAsync(cancellationToken))
            open = await db.ModelCalls.Where(c => c.StepRunId == step && c.State == CallState.Sending).Select(c => c.Id).ToListAsync(cancellationToken);
        foreach (var call in open)
        {
            if (spool.IsUnderWay(call) || await spool.RecoverAsync(call, cancellationToken)) continue;
            await doubts.BeginAsync(call, "Its step broke off while the call was under way.", null, ofProvider: false, cancellationToken);
        }
    }
}

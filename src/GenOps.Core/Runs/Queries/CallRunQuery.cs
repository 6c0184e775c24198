using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Queries;

/// <summary>Finds the run of a call.</summary>
public sealed class CallRunQuery(IDbContextFactory<GenOpsDbContext> contexts)
{
    /// <summary>Its run.</summary>
    /// <exception cref="NotFoundException">There is no such call.</exception>
    public async Task<RunId> RunOfAsync(ModelCallId call, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.ModelCalls.Where(c => c.Id == call).Select(c => (RunId?)c.RunId).SingleOrDefaultAsync(cancellationToken)
            ?? throw new NotFoundException($"There is no call {call}.");
    }
}

using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Runs;

/// <summary>Finds the run of a call.</summary>
public sealed class CallRunQuery(IDbContextFactory<GenOpsDbContext> contexts)
{
    /// <summary>Its run.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    /// <exception cref="NotFoundException">There is no such call.</exception>
    public async Task<RunId> RunOfAsync(Actor actor, ModelCallId call, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.ModelCalls.Where(c => c.Id == call).Select(c => (RunId?)c.RunId).SingleOrDefaultAsync(cancellationToken)
            ?? throw new NotFoundException($"There is no call {call}.");
    }
}

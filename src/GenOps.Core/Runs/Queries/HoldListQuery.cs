using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Queries;

/// <summary>Lists the pauses in force.</summary>
public sealed class HoldListQuery(IDbContextFactory<GenOpsDbContext> contexts, TimeProvider clock)
{
    /// <summary>The most that are listed.</summary>
    public const int Most = 500;

    /// <summary>The newest <see cref="Most"/> pauses in force, newest first.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<IReadOnlyList<HoldDetail>> ReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var holds = await HoldQuery.Active(db, clock.UtcNow()).OrderByDescending(h => h.PlacedAt).Take(Most).ToListAsync(cancellationToken);
        return [.. holds.Select(HoldDetail.Of)];
    }
}

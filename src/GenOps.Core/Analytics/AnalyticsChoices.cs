using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics;

/// <summary>What a page needs to offer filters; no figure.</summary>
public sealed class AnalyticsChoices(IDbContextFactory<GenOpsDbContext> contexts)
{
    /// <summary>The money a page opens on: live once a live run exists.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<MoneyMode> OpensOnAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Runs.AnyAsync(r => r.Money == MoneyMode.Live, cancellationToken) ? MoneyMode.Live : MoneyMode.Sandbox;
    }

    /// <summary>How far the sums are that figures are read from, while they are made; null once they are complete.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<RollupProgress?> BuildingAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Figures);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.RollupStates.Where(s => s.BuiltTo != null && s.RunsToBuild > 0)
            .Select(s => new RollupProgress(s.RunsBuilt, s.RunsToBuild)).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>The pipelines a filter can name, by name.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<IReadOnlyList<PipelineChoice>> PipelinesAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Pipelines.OrderBy(p => p.Name).Select(p => new PipelineChoice(p.Id, p.Name)).ToListAsync(cancellationToken);
    }
}

/// <summary>One pipeline a filter can name.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Name">Its unique name.</param>
public sealed record PipelineChoice(PipelineId Id, string Name);

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

    /// <summary>The last day as of whose end figures can be told; null while there is none.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<DateOnly?> KnownThroughAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Figures);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var day = await db.RollupStates.Where(s => s.BuiltTo == null).Select(s => s.KnownThrough).SingleOrDefaultAsync(cancellationToken);
        return day == 0 ? null : DateOnly.FromDayNumber(day);
    }

    /// <summary>When the first run of this money was triggered, UTC; null while there is none.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<DateTime?> BeginsAsync(Actor actor, MoneyMode money, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Figures);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Runs.Where(r => r.Money == money).MinAsync(r => (DateTime?)r.TriggeredAt, cancellationToken);
    }

    /// <summary>What else figures can be cut by.</summary>
    /// <param name="actor">Who reads.</param>
    /// <param name="pipeline">The pipeline chosen, whose versions are offered; null for none.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<CutChoices> CutsAsync(Actor actor, PipelineId? pipeline, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return new CutChoices(
            await db.PipelineVersions.Where(v => v.PipelineId == pipeline).OrderByDescending(v => v.Number).Select(v => new VersionChoice(v.Id, v.Number)).ToListAsync(cancellationToken),
            await db.RollupKeys.Select(k => k.CostCentre).Where(c => c != "").Distinct().OrderBy(c => c).ToListAsync(cancellationToken),
            await db.RollupKeys.Select(k => k.Provider).Where(p => p != "").Distinct().OrderBy(p => p).ToListAsync(cancellationToken),
            await db.RollupKeys.Select(k => k.Model).Where(m => m != "").Distinct().OrderBy(m => m).ToListAsync(cancellationToken));
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

/// <summary>One version of a pipeline that a filter can name.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Number">From 1.</param>
public sealed record VersionChoice(PipelineVersionId Id, int Number);

/// <summary>What figures can be cut by, beside money, period and pipeline.</summary>
/// <param name="Versions">Of the pipeline chosen, latest first.</param>
/// <param name="CostCentres">By name.</param>
/// <param name="Providers">By name.</param>
/// <param name="Models">By name.</param>
public sealed record CutChoices(
    IReadOnlyList<VersionChoice> Versions, IReadOnlyList<string> CostCentres, IReadOnlyList<string> Providers, IReadOnlyList<string> Models)
{
    /// <summary>Nothing to choose from.</summary>
    public static CutChoices None { get; } = new([], [], [], []);
}

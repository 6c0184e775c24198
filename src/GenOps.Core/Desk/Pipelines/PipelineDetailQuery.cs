using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Levers;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Limits;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Pipelines;

/// <summary>Reads one pipeline with its versions, drafts, activations and schedules.</summary>
public sealed class PipelineDetailQuery(IDbContextFactory<GenOpsDbContext> contexts, RunScripts scripts, TimeProvider clock)
{
    /// <summary>The most drafts and activations read.</summary>
    public const int MostRows = 50;

    /// <summary>The pipeline of that name, or of that id; null when there is none.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<PipelineDetail?> FindAsync(Actor actor, string nameOrId, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var id = Id.TryParse<PipelineId>(nameOrId, out var parsed) ? parsed : default;
        var pipeline = await db.Pipelines.AsNoTracking().OrderBy(p => p.Name == nameOrId ? 0 : 1)
            .FirstOrDefaultAsync(p => p.Name == nameOrId || p.Id == id, cancellationToken);
        if (pipeline is null) return null;
        var versions = await VersionsAsync(db, pipeline.Id, cancellationToken);
        var script = pipeline.ActiveVersionId is { } active ? await scripts.OfAsync(active, cancellationToken) : null;
        return new PipelineDetail
        {
            Id = pipeline.Id,
            Name = pipeline.Name,
            Description = pipeline.Description,
            CostCentre = pipeline.CostCentre,
            IsSample = pipeline.IsSample,
            Enabled = pipeline.Enabled,
            Limits = new PipelineLimits(pipeline.MostRunsAtOnce, pipeline.Priority),
            UnderWay = await RunPlaces.UnderWay(db, pipeline.Id).CountAsync(cancellationToken),
            Waiting = await db.Runs.CountAsync(r => r.PipelineId == pipeline.Id && r.State == RunState.Pending, cancellationToken),
            CreatedAt = pipeline.CreatedAt,
            Active = versions.FirstOrDefault(v => v.Id == pipeline.ActiveVersionId),
            Definition = script?.Definition,
            Steps = script is null ? [] : StepGraphQuery.Of(script),
            Pause = await PauseAsync(db, pipeline.Id, cancellationToken),
            Versions = versions,
            Activations = await ActivationsAsync(db, pipeline.Id, cancellationToken),
            Drafts = await DraftsAsync(db, pipeline.Id, cancellationToken),
            Schedules = await ScheduleQuery.ReadAsync(
                db, db.Schedules.Where(s => s.PipelineId == pipeline.Id), ScheduleQuery.FewOccurrences, clock.UtcNow(), cancellationToken),
        };
    }

    private static Task<List<PipelineVersionRow>> VersionsAsync(GenOpsDbContext db, PipelineId id, CancellationToken cancellationToken) =>
        db.PipelineVersions.AsNoTracking().Where(v => v.PipelineId == id).OrderByDescending(v => v.Number)
            .Select(v => new PipelineVersionRow(v.Id, v.Number, v.ContentHash, v.Author, v.CreatedAt)).ToListAsync(cancellationToken);

    private static Task<List<PipelineActivationRow>> ActivationsAsync(GenOpsDbContext db, PipelineId id, CancellationToken cancellationToken) =>
        db.PipelineActivations.AsNoTracking().Where(a => a.PipelineId == id)
            .OrderByDescending(a => a.ActivatedAt).ThenByDescending(a => a.Id).Take(MostRows)
            .Join(db.PipelineVersions, a => a.VersionId, v => v.Id, (a, v) => new { a, v.Number })
            .OrderByDescending(x => x.a.ActivatedAt).ThenByDescending(x => x.a.Id)
            .Select(x => new PipelineActivationRow(x.Number, x.a.ActivatedAt, x.a.ActivatedBy)).ToListAsync(cancellationToken);

    private static Task<List<PipelineDraftRow>> DraftsAsync(GenOpsDbContext db, PipelineId id, CancellationToken cancellationToken) =>
        db.PipelineDrafts.AsNoTracking().Where(d => d.PipelineId == id)
            .OrderByDescending(d => d.SavedAt).ThenByDescending(d => d.Id).Take(MostRows)
            .Select(d => new PipelineDraftRow(
                d.Id, d.Author, d.SavedAt, db.PipelineVersions.Where(v => v.Id == d.PublishedAs).Select(v => (int?)v.Number).FirstOrDefault()))
            .ToListAsync(cancellationToken);

    private async Task<HoldDetail?> PauseAsync(GenOpsDbContext db, PipelineId id, CancellationToken cancellationToken)
    {
        var target = id.ToString();
        // The wider pause first: one of the whole pipeline says more than one of its intake.
        return await HoldQuery.Active(db, clock.UtcNow())
            .Where(h => (h.Scope == HoldScope.Pipeline || h.Scope == HoldScope.Intake) && h.Target == target)
            .OrderByDescending(h => h.Scope).ThenBy(h => h.PlacedAt)
            .FirstOrDefaultAsync(cancellationToken) is { } hold ? HoldDetail.Of(hold) : null;
    }
}

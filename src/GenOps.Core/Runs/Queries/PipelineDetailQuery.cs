using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Queries;

/// <summary>Reads one pipeline with its versions, drafts, activations and schedules.</summary>
public sealed class PipelineDetailQuery(IDbContextFactory<GenOpsDbContext> contexts, RunScripts scripts, TimeProvider clock)
{
    /// <summary>The most drafts and activations read.</summary>
    public const int MostRows = 50;

    /// <summary>Occurrences read of each schedule.</summary>
    public const int OccurrenceCount = 5;

    /// <summary>The pipeline of that name, or of that id; null when there is none.</summary>
    public async Task<PipelineDetail?> FindAsync(string nameOrId, CancellationToken cancellationToken)
    {
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
            CreatedAt = pipeline.CreatedAt,
            Active = versions.FirstOrDefault(v => v.Id == pipeline.ActiveVersionId),
            Definition = script?.Definition,
            Steps = script is null ? [] : StepsOf(script),
            Pause = await PauseAsync(db, pipeline.Id, cancellationToken),
            Versions = versions,
            Activations = await ActivationsAsync(db, pipeline.Id, cancellationToken),
            Drafts = await DraftsAsync(db, pipeline.Id, cancellationToken),
            Schedules = await SchedulesAsync(db, pipeline.Id, cancellationToken),
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

    private static async Task<List<ScheduleRow>> SchedulesAsync(GenOpsDbContext db, PipelineId id, CancellationToken cancellationToken)
    {
        var schedules = await db.Schedules.AsNoTracking().Where(s => s.PipelineId == id)
            .Select(s => new
            {
                Schedule = s,
                Occurrences = db.ScheduleOccurrences.Where(o => o.ScheduleId == s.Id).OrderByDescending(o => o.OccursAt).Take(OccurrenceCount)
                    .Select(o => new OccurrenceRow(o.OccursAt, o.RunId, o.Problem)).ToList(),
            }).ToListAsync(cancellationToken);
        return
        [
            .. schedules.Select(s => new ScheduleRow
            {
                Id = s.Schedule.Id,
                Cron = s.Schedule.Cron,
                TimeZone = s.Schedule.TimeZone,
                Money = s.Schedule.Money,
                Enabled = s.Schedule.Enabled,
                NextAt = s.Schedule.NextAt,
                CreatedBy = s.Schedule.CreatedBy,
                Inputs = s.Schedule.Inputs,
                Occurrences = s.Occurrences,
            }).OrderBy(s => s.NextAt ?? DateTime.MaxValue).ThenBy(s => s.Id.Value),
        ];
    }

    private async Task<HoldDetail?> PauseAsync(GenOpsDbContext db, PipelineId id, CancellationToken cancellationToken)
    {
        var target = id.ToString();
        return await HoldQuery.Active(db, clock.UtcNow()).Where(h => h.Scope == HoldScope.Pipeline && h.Target == target)
            .OrderBy(h => h.PlacedAt)
            .Select(h => new HoldDetail(h.Scope, h.Target, h.Reason, h.By, h.PlacedAt, h.Until)).FirstOrDefaultAsync(cancellationToken);
    }

    private static List<PipelineStepRow> StepsOf(RunScript script)
    {
        var stages = new Dictionary<string, int>();
        var steps = new List<PipelineStepRow>();
        foreach (var id in script.Graph.Order)
        {
            var before = script.Graph.DependenciesOf(id);
            stages[id] = before.Count == 0 ? 0 : before.Max(b => stages[b]) + 1;
            steps.Add(new PipelineStepRow(script.Definition.Step(id), before, stages[id]));
        }

        return steps;
    }
}

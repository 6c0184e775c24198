using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Pipelines;

/// <summary>A definition's text, and what it is.</summary>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Yaml">As written.</param>
/// <param name="Version">The version it is; null for a draft.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="At">When it was saved or published, UTC.</param>
public sealed record PipelineText(string Pipeline, string Yaml, int? Version, string Author, DateTime At);

/// <summary>Reads the texts of versions and drafts.</summary>
public sealed class PipelineTextQuery(IDbContextFactory<GenOpsDbContext> contexts)
{
    /// <summary>What an editor opens: the newest draft that led to no version yet, else the active version, else the newest; null when there is no such pipeline.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<PipelineText?> ToEditAsync(Actor actor, string name, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var pipeline = await db.Pipelines.AsNoTracking().SingleOrDefaultAsync(p => p.Name == name, cancellationToken);
        if (pipeline is null) return null;
        var draft = await db.PipelineDrafts.AsNoTracking().Where(d => d.PipelineId == pipeline.Id)
            .OrderByDescending(d => d.SavedAt).ThenByDescending(d => d.Id).FirstOrDefaultAsync(cancellationToken);
        if (draft is { PublishedAs: null }) return new PipelineText(name, draft.Yaml, null, draft.Author, draft.SavedAt);
        var version = await db.PipelineVersions.AsNoTracking().Where(v => v.PipelineId == pipeline.Id)
            .OrderBy(v => v.Id == pipeline.ActiveVersionId ? 0 : 1).ThenByDescending(v => v.Number).FirstOrDefaultAsync(cancellationToken);
        return version is null ? null : new PipelineText(name, version.Yaml, version.Number, version.Author, version.CreatedAt);
    }

    /// <summary>The text of a version; null when there is none of that number.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<PipelineText?> VersionAsync(Actor actor, string name, int number, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.PipelineVersions.AsNoTracking().Where(v => v.Number == number)
            .Join(db.Pipelines.Where(p => p.Name == name), v => v.PipelineId, p => p.Id, (v, p) => new PipelineText(p.Name, v.Yaml, v.Number, v.Author, v.CreatedAt))
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>The text of a draft; null when the pipeline has none of that id.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<PipelineText?> DraftAsync(Actor actor, string name, PipelineDraftId id, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.PipelineDrafts.AsNoTracking().Where(d => d.Id == id)
            .Join(db.Pipelines.Where(p => p.Name == name), d => d.PipelineId, p => p.Id, (d, p) => new PipelineText(p.Name, d.Yaml, null, d.Author, d.SavedAt))
            .SingleOrDefaultAsync(cancellationToken);
    }
}

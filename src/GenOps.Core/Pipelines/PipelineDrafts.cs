using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Pipelines;

/// <summary>Keeps a definition as it is while it is being worked on, valid or not; its history is kept.</summary>
public sealed class PipelineDrafts(CommandRunner runner)
{
    /// <summary>Saves a draft of a pipeline, which is created when the name is new.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="name">The pipeline's name.</param>
    /// <param name="yaml">As written; it need not be valid yet.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="InvalidInputException">The name is none, or the text is too long.</exception>
    public async Task<PipelineId> SaveAsync(Actor actor, string name, string yaml, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        if (yaml.Length > DefinitionCheck.MostCharacters)
            throw new InvalidInputException("definition", $"It has {yaml.Length:N0} characters.", $"Keep it under {DefinitionCheck.MostCharacters:N0}.");
        if (!DefinitionCheck.IsName(name))
            throw new InvalidInputException("name", $"'{name}' cannot be a pipeline's name.", "Use lower-case letters, digits and dashes, starting with a letter; at most 64.");
        return await runner.RunAsync(actor, scope => StageAsync(scope, name, yaml), cancellationToken);
    }

    private static async Task<PipelineId> StageAsync(CommandScope scope, string name, string yaml)
    {
        var (db, actor, now, cancellationToken) = scope;
        var pipeline = await db.Pipelines.SingleOrDefaultAsync(p => p.Name == name, cancellationToken);
        if (pipeline is null)
        {
            pipeline = new Pipeline { Id = Id.New<PipelineId>(), Name = name, CreatedAt = now };
            db.Add(pipeline);
            scope.Record("pipeline.create", "pipeline", pipeline.Id, $"Created pipeline {name}");
        }

        var id = pipeline.Id;
        var last = await db.PipelineDrafts.AsNoTracking().Where(d => d.PipelineId == id)
            .OrderByDescending(d => d.SavedAt).FirstOrDefaultAsync(cancellationToken);
        if (last is null || last.Yaml != yaml || last.PublishedAs is not null)
        {
            db.Add(new PipelineDraft { Id = Id.New<PipelineDraftId>(), PipelineId = id, Yaml = yaml, Author = actor.Name, SavedAt = now });
            scope.Record("pipeline.draft", "pipeline", id, $"Saved a draft of {name}");
        }

        return id;
    }

    /// <summary>Says which version the drafts since the last one led to.</summary>
    internal static Task MarkPublishedAsync(
        GenOpsDbContext db, PipelineId pipeline, PipelineVersionId version, CancellationToken cancellationToken) =>
        db.PipelineDrafts.Where(d => d.PipelineId == pipeline && d.PublishedAs == null)
            .ExecuteUpdateAsync(d => d.SetProperty(x => x.PublishedAs, version), cancellationToken);
}

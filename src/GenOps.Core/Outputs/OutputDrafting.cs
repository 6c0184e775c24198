using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Outputs;

/// <summary>Makes outputs and their revisions, inside the caller's unit of work.</summary>
public static class OutputDrafting
{
    /// <summary>
    /// Adds the output with its first revision; the same draft again gives the same output. Other content for an output nobody has
    /// decided on becomes a further revision.
    /// </summary>
    /// <exception cref="IllegalTransitionException">The output was decided on and the content differs.</exception>
    public static async Task<Output> DraftAsync(GenOpsDbContext db, OutputDraft draft, DateTime now, CancellationToken cancellationToken)
    {
        var output = await FindAsync(db, draft, cancellationToken);
        if (output is null)
        {
            output = NewOutput(draft, now);
            db.Add(output);
            AddRevision(db, output, draft.Author, draft.Revision, now);
            return output;
        }

        var latest = await LatestHashAsync(db, output, cancellationToken);
        if (latest == draft.Revision.Hash)
        {
            if (output.State == OutputState.Abandoned) OutputTransitions.Redraft(output);
            return output;
        }

        OutputTransitions.Redraft(output);
        output.Revision++;
        AddRevision(db, output, draft.Author, draft.Revision, now);
        return output;
    }

    /// <summary>The row of an output that is drafted for the first time; nothing is stored.</summary>
    internal static Output NewOutput(OutputDraft draft, DateTime now) => new()
    {
        Id = Id.New<OutputId>(),
        RunId = draft.RunId,
        PipelineId = draft.PipelineId,
        VersionId = draft.VersionId,
        Money = draft.Money,
        Name = draft.Name,
        Item = draft.Item,
        DraftedAt = now,
    };

    /// <summary>Adds the revision numbered <see cref="Output.Revision"/>.</summary>
    internal static OutputRevision AddRevision(
        GenOpsDbContext db, Output output, string author, RevisionDraft draft, DateTime now)
    {
        var (revision, artifacts) = NewRevision(output, author, draft, now);
        db.Add(revision);
        db.AddRange(artifacts);
        return revision;
    }

    /// <summary>The rows of the revision numbered <see cref="Output.Revision"/>; nothing is stored.</summary>
    internal static (OutputRevision Revision, IReadOnlyList<Artifact> Artifacts) NewRevision(Output output, string author, RevisionDraft draft, DateTime now)
    {
        var revision = new OutputRevision
        {
            Id = Id.New<OutputRevisionId>(),
            OutputId = output.Id,
            Number = output.Revision,
            Hash = draft.Hash,
            Author = author,
            CreatedAt = now,
        };
        return (revision, [.. draft.Artifacts.Select(a => new Artifact
        {
            Id = Id.New<ArtifactId>(),
            RevisionId = revision.Id,
            OutputId = output.Id,
            StepId = a.StepId,
            Item = a.Item,
            Name = a.Name,
            MediaType = a.MediaType,
            ContentHash = a.ContentHash,
            Length = a.Length,
        })]);
    }

    private static async Task<Output?> FindAsync(GenOpsDbContext db, OutputDraft draft, CancellationToken cancellationToken) =>
        db.Outputs.Local.FirstOrDefault(o => o.RunId == draft.RunId && o.Name == draft.Name && o.Item == draft.Item)
        ?? await db.Outputs.SingleOrDefaultAsync(
            o => o.RunId == draft.RunId && o.Name == draft.Name && o.Item == draft.Item, cancellationToken);

    private static async Task<string> LatestHashAsync(GenOpsDbContext db, Output output, CancellationToken cancellationToken) =>
        db.OutputRevisions.Local.FirstOrDefault(r => r.OutputId == output.Id && r.Number == output.Revision)?.Hash
        ?? await db.OutputRevisions.Where(r => r.OutputId == output.Id && r.Number == output.Revision)
            .Select(r => r.Hash).SingleAsync(cancellationToken);
}

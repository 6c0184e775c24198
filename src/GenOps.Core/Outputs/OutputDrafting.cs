using GenOps.Core.Blobs;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Outputs;

/// <summary>What a run made, before anybody looked at it.</summary>
/// <param name="RunId">The run.</param>
/// <param name="PipelineId">Its pipeline.</param>
/// <param name="VersionId">Its version.</param>
/// <param name="Money">Of the run.</param>
/// <param name="Name">The output's name in the definition.</param>
/// <param name="Item">Place of the item, from 0; −1 for one output per run.</param>
/// <param name="Author">Who made it, as <c>GenOps</c>.</param>
/// <param name="Revision">Its files and texts.</param>
public sealed record OutputDraft(
    RunId RunId, PipelineId PipelineId, PipelineVersionId VersionId, MoneyMode Money,
    string Name, int Item, string Author, RevisionDraft Revision);

/// <summary>The files and texts of a revision, hashed before the transaction that adds it.</summary>
/// <param name="Hash">What it is recognised by.</param>
/// <param name="Artifacts">Names unique.</param>
public sealed record RevisionDraft(string Hash, IReadOnlyList<ArtifactDraft> Artifacts)
{
    /// <summary>Hashes names, types and hashes of the artifacts, in the order of their names.</summary>
    public static RevisionDraft Of(IReadOnlyList<ArtifactDraft> artifacts)
    {
        var facts = artifacts.OrderBy(a => a.Name, StringComparer.Ordinal)
            .Select(a => new { hash = a.ContentHash.Hex, name = a.Name, type = a.MediaType });
        return new RevisionDraft(BlobHash.Of(Json.Serialize(facts)).Hex, artifacts);
    }
}

/// <summary>One file or text of a draft; its content is stored already.</summary>
/// <param name="StepId">The step that made it.</param>
/// <param name="Item">Place of the item under a map, from 0; −1 for none.</param>
/// <param name="Name">A file name.</param>
/// <param name="MediaType">As <c>text/markdown</c>.</param>
/// <param name="ContentHash">Under which it is stored.</param>
/// <param name="Length">Bytes.</param>
public sealed record ArtifactDraft(string StepId, int Item, string Name, string MediaType, BlobHash ContentHash, long Length);

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
            output = new Output
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

    /// <summary>Adds the revision numbered <see cref="Output.Revision"/>.</summary>
    internal static OutputRevision AddRevision(
        GenOpsDbContext db, Output output, string author, RevisionDraft draft, DateTime now)
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
        db.Add(revision);
        foreach (var artifact in draft.Artifacts)
        {
            db.Add(new Artifact
            {
                Id = Id.New<ArtifactId>(),
                RevisionId = revision.Id,
                OutputId = output.Id,
                StepId = artifact.StepId,
                Item = artifact.Item,
                Name = artifact.Name,
                MediaType = artifact.MediaType,
                ContentHash = artifact.ContentHash,
                Length = artifact.Length,
            });
        }

        return revision;
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

using System.Text;
using System.Text.Json;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Outputs;

/// <summary>What an edit makes.</summary>
/// <param name="Revision">The revision that holds it.</param>
/// <param name="Contents">The changed texts, not stored yet.</param>
/// <param name="Diff">Unified, over all changed artifacts.</param>
public sealed record OutputEdit(RevisionDraft Revision, IReadOnlyList<BlobContent> Contents, string Diff);

/// <summary>A changed text as it is kept.</summary>
/// <param name="Name">A file name; another than before where the text is of another kind now.</param>
/// <param name="MediaType">Of the text.</param>
/// <param name="Text">The text.</param>
public sealed record EditedText(string Name, string MediaType, string Text);

/// <summary>Turns changed texts into the next revision.</summary>
public static class OutputEditing
{
    /// <summary>The longest text that can be given.</summary>
    public const int MaxCharacters = 2_000_000;

    /// <summary>Makes a revision in which some texts are changed; all else stays as it was. Nothing is stored: it is done before the transaction.</summary>
    /// <param name="db">A context to read with.</param>
    /// <param name="output">The output.</param>
    /// <param name="number">The revision that is edited, the latest.</param>
    /// <param name="edits">Artifact name → new text; the empty name stands for the only text there is.</param>
    /// <param name="read">Reads a changed text, as <see cref="Plain"/> does; throws <see cref="InvalidInputException"/> for what cannot be taken.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidInputException">A name is unknown or no text, texts cannot be taken, or nothing was changed.</exception>
    public static async Task<OutputEdit> MakeAsync(
        GenOpsDbContext db, OutputId output, int number, IReadOnlyDictionary<string, string> edits,
        Func<ArtifactDraft, string, Task<EditedText>> read, CancellationToken cancellationToken)
    {
        var artifacts = await ArtifactsAsync(db, output, number, cancellationToken);
        var named = edits.ToDictionary(e => NameOf(artifacts, e.Key), e => e.Value);
        var problems = new List<FieldProblem>();
        var diff = new StringBuilder();
        List<ArtifactDraft> next = [];
        List<BlobContent> contents = [];
        foreach (var artifact in artifacts)
        {
            var draft = artifact;
            if (named.TryGetValue(artifact.Name, out var text))
            {
                var before = await BlobStore.GetTextAsync(db, artifact.ContentHash, cancellationToken);
                if (before != text && await ReadAsync(read, artifact, text, problems) is { } edited)
                {
                    var name = artifacts.Any(a => a != artifact && a.Name == edited.Name) ? artifact.Name : edited.Name;
                    diff.Append(TextDiff.Unified(before, edited.Text, artifact.Name, name));
                    var content = BlobContent.OfText(edited.Text, edited.MediaType);
                    contents.Add(content);
                    draft = artifact with { Name = name, MediaType = edited.MediaType, ContentHash = content.Hash, Length = content.Bytes.Length };
                }
            }

            next.Add(draft);
        }

        if (problems.Count > 0) throw new InvalidInputException(problems);
        if (diff.Length == 0) throw new InvalidInputException("text", "Nothing was changed.", "Approve it as it is, or change something.");
        return new OutputEdit(RevisionDraft.Of(next), contents, diff.ToString());
    }

    /// <summary>Adds what an edit of the output's latest revision made, inside the caller's unit of work.</summary>
    /// <param name="db">The caller's context.</param>
    /// <param name="output">Tracked; its revision number is raised.</param>
    /// <param name="edit">As <see cref="MakeAsync"/> made it.</param>
    /// <param name="author">Who changed it.</param>
    /// <param name="now">UTC.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task AddAsync(
        GenOpsDbContext db, Output output, OutputEdit edit, string author, DateTime now, CancellationToken cancellationToken)
    {
        foreach (var content in edit.Contents) await BlobStore.PutAsync(db, content, now, cancellationToken);
        output.Revision++;
        OutputDrafting.AddRevision(db, output, author, edit.Revision, now);
    }

    /// <summary>Reads a changed text for which there is no schema: only JSON must stay JSON.</summary>
    /// <exception cref="InvalidInputException">It is too long, or no JSON any more.</exception>
    public static EditedText Plain(ArtifactDraft artifact, string text)
    {
        if (text.Length > MaxCharacters)
            throw new InvalidInputException(artifact.Name, $"The text has {text.Length:N0} characters.", $"Give at most {MaxCharacters:N0}.");
        if (!MediaTypes.IsJson(artifact.MediaType)) return new EditedText(artifact.Name, artifact.MediaType, text);
        try
        {
            using var parsed = Json.ParseDocument(text);
            return new EditedText(artifact.Name, artifact.MediaType, text);
        }
        catch (JsonException e)
        {
            throw new InvalidInputException(
                artifact.Name, $"It is no longer JSON: line {e.LineNumber + 1}, place {e.BytePositionInLine + 1}.", "Mend it there; every other change is still in the text.");
        }
    }

    /// <summary>Adds a revision that is the same as an earlier one, inside the caller's unit of work: what came after it is taken back.</summary>
    /// <param name="db">The caller's context.</param>
    /// <param name="output">Tracked; its revision number is raised.</param>
    /// <param name="number">The revision that holds again.</param>
    /// <param name="author">Who took back.</param>
    /// <param name="now">UTC.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Its hash.</returns>
    public static async Task<string> RestoreAsync(
        GenOpsDbContext db, Output output, int number, string author, DateTime now, CancellationToken cancellationToken)
    {
        var hash = await db.OutputRevisions.Where(r => r.OutputId == output.Id && r.Number == number).Select(r => r.Hash).SingleAsync(cancellationToken);
        var draft = new RevisionDraft(hash, await ArtifactsAsync(db, output.Id, number, cancellationToken));
        output.Revision++;
        OutputDrafting.AddRevision(db, output, author, draft, now);
        return hash;
    }

    private static async Task<EditedText?> ReadAsync(
        Func<ArtifactDraft, string, Task<EditedText>> read, ArtifactDraft artifact, string text, List<FieldProblem> problems)
    {
        try
        {
            return await read(artifact, text);
        }
        catch (InvalidInputException e)
        {
            problems.AddRange(e.Problems);
            return null;
        }
    }

    /// <summary>The files and texts of one revision, in the order of their names.</summary>
    internal static async Task<List<ArtifactDraft>> ArtifactsAsync(GenOpsDbContext db, OutputId output, int number, CancellationToken cancellationToken) => await (
        from revision in db.OutputRevisions
        where revision.OutputId == output && revision.Number == number
        join artifact in db.Artifacts on revision.Id equals artifact.RevisionId
        orderby artifact.Name
        select new ArtifactDraft(artifact.StepId, artifact.Item, artifact.Name, artifact.MediaType, artifact.ContentHash, artifact.Length))
        .ToListAsync(cancellationToken);

    private static string NameOf(List<ArtifactDraft> artifacts, string key)
    {
        var texts = artifacts.Where(a => MediaTypes.IsText(a.MediaType)).Select(a => a.Name).ToList();
        if (key.Length > 0 && texts.Contains(key)) return key;
        if (key.Length == 0 && texts.Count == 1) return texts[0];
        var choices = texts.Count == 0 ? "This output holds no text that can be changed." : $"Its texts are: {string.Join(", ", texts)}.";
        throw new InvalidInputException(
            "text", key.Length == 0 ? "It is not said which text is meant." : $"The output has no text named {key}.", choices);
    }
}

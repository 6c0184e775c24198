using System.Text.Json;
using System.Text.Json.Nodes;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Steps;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Engine;

/// <summary>Drafts an output as soon as the last step that makes a part of it is done.</summary>
public static class OutputAssembly
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Drafts what became complete with some steps. Runs in the transaction that ends the step; the same again changes nothing.</summary>
    /// <exception cref="NotMadeException">The revision of an output is not made yet.</exception>
    public static async Task DraftCompleteAsync(
        GenOpsDbContext db, MadeContents made, Run run, RunScript script, IReadOnlyCollection<StepRun> done, DateTime now, CancellationToken cancellationToken)
    {
        foreach (var output in await CompleteAsync(db, made, run, script, done, cancellationToken))
        {
            foreach (var content in output.Contents) await BlobStore.PutAsync(db, content, now, cancellationToken);
            await OutputDrafting.DraftAsync(
                db,
                new OutputDraft(run.Id, run.PipelineId, run.VersionId, run.Money, output.Name, output.Item, "GenOps", output.Revision),
                now,
                cancellationToken);
        }
    }

    /// <summary>The outputs that are complete with some steps, as the context knows it; nothing is stored.</summary>
    /// <param name="db">A context, which may hold steps that differ from their rows.</param>
    /// <param name="made">What was made of the outputs of steps.</param>
    /// <param name="run">The run.</param>
    /// <param name="script">Its script.</param>
    /// <param name="done">The steps. An item completes its own output at most.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="NotMadeException">The revision of one is not made yet.</exception>
    internal static async Task<IReadOnlyList<MadeOutput>> CompleteAsync(
        GenOpsDbContext db, MadeContents made, Run run, RunScript script, IReadOnlyCollection<StepRun> done, CancellationToken cancellationToken)
    {
        var makings = new List<Making<MadeOutput>>();
        foreach (var declaration in script.Definition.Outputs)
        {
            var items = ItemsOf(script, declaration, [.. done.Where(s => declaration.Artifacts.Contains(s.StepId))]);
            if (items is { Count: 0 }) continue;
            var rows = await RowsAsync(db, run, declaration, items, cancellationToken);
            foreach (var item in items ?? [.. rows.Values.Where(s => s.StepId == declaration.Per && s.Item != StepRun.NoItem).Select(s => s.Item).Order()])
            {
                if (PartsOf(script, declaration, item, rows) is not { Count: > 0 } parts) continue;
                var name = $"output {declaration.Name} {item} of {string.Join(' ', parts.Select(p => $"{p.StepId}/{p.Item}/{p.OutputHash}"))}";
                makings.Add(new Making<MadeOutput>(name, read => MakeAsync(read, made, declaration.Name, item, parts, cancellationToken)));
            }
        }

        return made.Of(makings);
    }

    /// <summary>Which of its outputs may be complete with some steps of it; null for all. A mapped step adds nothing to what its items made.</summary>
    private static List<int>? ItemsOf(RunScript script, OutputDeclaration declaration, List<StepRun> done)
    {
        if (declaration.Per is not { } per) return done.Exists(s => s.Item == StepRun.NoItem) ? [StepRun.NoItem] : [];
        if (done.Exists(s => !script.Graph.SameFamily(s.StepId, per))) return null;
        return [.. done.Select(s => s.Item).Where(i => i != StepRun.NoItem).Distinct()];
    }

    /// <summary>The steps that make some outputs of one declaration, by step and item, as the context knows them.</summary>
    private static async Task<Dictionary<(string StepId, int Item), StepRun>> RowsAsync(
        GenOpsDbContext db, Run run, OutputDeclaration declaration, List<int>? items, CancellationToken cancellationToken)
    {
        var stored = db.StepRuns.AsNoTracking().Where(s => s.RunId == run.Id && declaration.Artifacts.Contains(s.StepId));
        if (items is [var one])
        {
            int[] needed = [StepRun.NoItem, one];
            stored = stored.Where(s => needed.Contains(s.Item));
        }

        var rows = await stored.ToDictionaryAsync(s => (s.StepId, s.Item), cancellationToken);
        foreach (var held in db.StepRuns.Local.Where(s => s.RunId == run.Id)) rows[(held.StepId, held.Item)] = held;
        return rows;
    }

    /// <summary>The steps that make the output; null while one of them is still to come.</summary>
    private static List<StepRun>? PartsOf(RunScript script, OutputDeclaration declaration, int item, Dictionary<(string StepId, int Item), StepRun> rows)
    {
        var parts = new List<StepRun>();
        foreach (var id in declaration.Artifacts)
        {
            var ofItem = item != StepRun.NoItem && script.Graph.SameFamily(id, declaration.Per!);
            if (!rows.TryGetValue((id, ofItem ? item : StepRun.NoItem), out var row) || !StepRun.IsFinal(row.State)) return null;
            if (row.State == StepState.Succeeded && row.OutputHash is not null) parts.Add(row);
        }

        return parts;
    }

    private static async Task<MadeOutput> MakeAsync(
        GenOpsDbContext db, MadeContents made, string name, int item, List<StepRun> parts, CancellationToken cancellationToken)
    {
        var artifacts = new List<ArtifactDraft>();
        var contents = new List<BlobContent>();
        foreach (var part in parts)
        {
            Add(artifacts, contents, part, Json.Parse(await made.ReadAsync(db, part.OutputHash!.Value, cancellationToken)), "");
        }

        return new MadeOutput(name, item, RevisionDraft.Of(artifacts), contents);
    }

    private static void Add(List<ArtifactDraft> artifacts, List<BlobContent> contents, StepRun part, JsonNode? output, string suffix)
    {
        var stem = part.Item == StepRun.NoItem ? part.StepId : $"{part.StepId}-{part.Item + 1}";
        switch (output)
        {
            case JsonArray list:
                for (var n = 0; n < list.Count; n++) Add(artifacts, contents, part, list[n], $"{suffix}-{n + 1}");
                break;
            case JsonObject when StepFile.From(output) is { } file:
                var name = artifacts.Any(a => a.Name == file.Name) ? $"{stem}{suffix}{Path.GetExtension(file.Name)}" : file.Name;
                artifacts.Add(new ArtifactDraft(part.StepId, part.Item, name, file.MediaType, file.Hash, file.Length));
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                AddText(value.GetValue<string>(), $"{stem}{suffix}.md", "text/markdown");
                break;
            default:
                AddText(output?.ToText(Readable) ?? "null", $"{stem}{suffix}.json", "application/json");
                break;
        }

        void AddText(string text, string fileName, string mediaType)
        {
            var content = BlobContent.OfText(text, mediaType);
            contents.Add(content);
            artifacts.Add(new ArtifactDraft(part.StepId, part.Item, fileName, mediaType, content.Hash, content.Bytes.Length));
        }
    }
}

/// <summary>The revision of an output, ready to be added.</summary>
/// <param name="Name">The output's name in the definition.</param>
/// <param name="Item">Place of the item, from 0; −1 for one output per run.</param>
/// <param name="Revision">Its files and texts.</param>
/// <param name="Contents">Those of the texts, not stored yet.</param>
internal sealed record MadeOutput(string Name, int Item, RevisionDraft Revision, IReadOnlyList<BlobContent> Contents);

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Steps;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs;

/// <summary>Drafts an output as soon as the last step that makes a part of it is done.</summary>
public static class OutputAssembly
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Drafts what became complete with a step. Runs in the transaction that ends the step; the same again changes nothing.</summary>
    public static async Task DraftCompleteAsync(
        GenOpsDbContext db, Run run, RunScript script, string stepId, DateTime now, CancellationToken cancellationToken)
    {
        foreach (var declaration in script.Definition.Outputs.Where(o => o.Artifacts.Contains(stepId)))
        {
            var rows = await db.StepRuns.AsNoTracking()
                .Where(s => s.RunId == run.Id && declaration.Artifacts.Contains(s.StepId)).ToListAsync(cancellationToken);
            rows.AddRange(db.StepRuns.Local.Where(s => s.RunId == run.Id && declaration.Artifacts.Contains(s.StepId)));
            var latest = rows.GroupBy(s => s.Id).Select(g => g.Last()).ToList();
            foreach (var item in ItemsOf(declaration, latest)) await DraftAsync(db, run, script, declaration, item, latest, now, cancellationToken);
        }
    }

    private static IEnumerable<int> ItemsOf(OutputDeclaration declaration, List<StepRun> rows) => declaration.Per is null
        ? [StepRun.NoItem]
        : rows.Where(s => s.StepId == declaration.Per && s.Item != StepRun.NoItem).Select(s => s.Item).Distinct().Order();

    private static async Task DraftAsync(
        GenOpsDbContext db, Run run, RunScript script, OutputDeclaration declaration, int item, List<StepRun> rows, DateTime now,
        CancellationToken cancellationToken)
    {
        var parts = new List<StepRun>();
        foreach (var id in declaration.Artifacts)
        {
            var ofItem = item != StepRun.NoItem && script.Graph.SameFamily(id, declaration.Per!);
            var row = rows.SingleOrDefault(s => s.StepId == id && s.Item == (ofItem ? item : StepRun.NoItem));
            if (row is null || !StepRun.IsFinal(row.State)) return;
            if (row.State == StepState.Succeeded && row.OutputHash is not null) parts.Add(row);
        }

        if (parts.Count == 0) return;
        var artifacts = new List<ArtifactDraft>();
        foreach (var part in parts)
        {
            var output = JsonNode.Parse(await BlobStore.GetAsync(db, part.OutputHash!.Value, cancellationToken));
            await AddAsync(db, artifacts, part, output, "", now, cancellationToken);
        }

        await OutputDrafting.DraftAsync(
            db,
            new OutputDraft(run.Id, run.PipelineId, run.VersionId, run.Money, declaration.Name, item, "GenOps", artifacts),
            now,
            cancellationToken);
    }

    private static async Task AddAsync(
        GenOpsDbContext db, List<ArtifactDraft> artifacts, StepRun part, JsonNode? output, string suffix, DateTime now, CancellationToken cancellationToken)
    {
        var stem = part.Item == StepRun.NoItem ? part.StepId : $"{part.StepId}-{part.Item + 1}";
        switch (output)
        {
            case JsonArray list:
                for (var n = 0; n < list.Count; n++)
                    await AddAsync(db, artifacts, part, list[n], $"{suffix}-{n + 1}", now, cancellationToken);
                break;
            case JsonObject when StepFile.From(output) is { } file:
                var name = artifacts.Any(a => a.Name == file.Name) ? $"{stem}{suffix}{Path.GetExtension(file.Name)}" : file.Name;
                artifacts.Add(new ArtifactDraft(part.StepId, part.Item, name, file.MediaType, file.Hash, file.Length));
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                await AddTextAsync(value.GetValue<string>(), $"{stem}{suffix}.md", "text/markdown");
                break;
            default:
                await AddTextAsync(output?.ToJsonString(Readable) ?? "null", $"{stem}{suffix}.json", "application/json");
                break;
        }

        async Task AddTextAsync(string text, string fileName, string mediaType)
        {
            var hash = await BlobStore.PutTextAsync(db, text, mediaType, now, cancellationToken);
            artifacts.Add(new ArtifactDraft(part.StepId, part.Item, fileName, mediaType, hash, Encoding.UTF8.GetByteCount(text)));
        }
    }
}

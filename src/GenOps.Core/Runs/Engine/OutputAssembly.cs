using System.Text.Json;
using System.Text.Json.Nodes;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Outputs;
using GenOps.Core.Runs.Steps;

namespace GenOps.Core.Runs.Engine;

/// <summary>Makes the revision of an output from what its steps gave, and drafts it.</summary>
public static class OutputAssembly
{
    /// <summary>Who made what nobody edited.</summary>
    internal const string Author = "GenOps";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The revisions of complete outputs; nothing is stored.</summary>
    /// <exception cref="NotMadeException">One is not made yet.</exception>
    internal static IReadOnlyList<MadeOutput> Of(MadeContents made, IReadOnlyList<OutputParts> complete, CancellationToken cancellationToken) => made.Of(
        complete.Select(o => new Making<MadeOutput>(
            $"output {o.Name} {o.Item} of {string.Join(' ', o.Parts.Select(p => $"{p.StepId}/{p.Item}/{p.Output}"))}",
            read => MakeAsync(read, made, o, cancellationToken))).ToList());

    /// <summary>Drafts outputs, in the transaction that completes them; the same again changes nothing.</summary>
    internal static async Task DraftAsync(GenOpsDbContext db, Run run, IReadOnlyList<MadeOutput> outputs, DateTime now, CancellationToken cancellationToken)
    {
        foreach (var output in outputs)
        {
            foreach (var content in output.Contents) await BlobStore.PutAsync(db, content, now, cancellationToken);
            await OutputDrafting.DraftAsync(
                db,
                new OutputDraft(run.Id, run.PipelineId, run.VersionId, run.Money, output.Name, output.Item, Author, output.Revision),
                now,
                cancellationToken);
        }
    }

    private static async Task<MadeOutput> MakeAsync(GenOpsDbContext db, MadeContents made, OutputParts output, CancellationToken cancellationToken)
    {
        var artifacts = new List<ArtifactDraft>();
        var contents = new List<BlobContent>();
        foreach (var part in output.Parts) Add(artifacts, contents, part, Json.Parse(await made.ReadAsync(db, part.Output!.Value, cancellationToken)), "");
        return new MadeOutput(output.Name, output.Item, RevisionDraft.Of(artifacts), contents);
    }

    private static void Add(List<ArtifactDraft> artifacts, List<BlobContent> contents, StepFact part, JsonNode? output, string suffix)
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

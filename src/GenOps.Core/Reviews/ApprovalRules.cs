using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Publishing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Reviews;

/// <summary>
/// What an output must be to be approved, by its definition: texts of steps with a schema follow it, and each delivery of it would
/// hold something. Asked where the decision is handled, so that page, API and command line are refused alike.
/// </summary>
internal sealed class ApprovalRules
{
    private const string Cure = "Edit it, or reject it.";

    private readonly PipelineDefinition definition;
    private readonly string output;

    private ApprovalRules(PipelineDefinition definition, string output) => (this.definition, this.output) = (definition, output);

    /// <summary>Those of an output's version.</summary>
    public static async Task<ApprovalRules> OfAsync(GenOpsDbContext db, Output output, CancellationToken cancellationToken)
    {
        var yaml = await db.PipelineVersions.Where(v => v.Id == output.VersionId).Select(v => v.Yaml).SingleAsync(cancellationToken);
        return Of(PipelineDefinition.Parse(yaml), output);
    }

    /// <summary>The same where the definition is at hand.</summary>
    public static ApprovalRules Of(PipelineDefinition definition, Output output) => new(definition, output.Name);

    /// <summary>Why one revision cannot be approved; none when it can.</summary>
    public async Task<IReadOnlyList<FieldProblem>> ProblemsAsync(GenOpsDbContext db, OutputId id, int number, CancellationToken cancellationToken) =>
        await ProblemsAsync(db, await OutputEditing.ArtifactsAsync(db, id, number, cancellationToken), [], cancellationToken);

    /// <summary>Makes the revision of an edit; see <see cref="OutputEditing.MakeAsync"/>.</summary>
    /// <exception cref="InvalidInputException">An edit cannot be taken, or the whole could not be approved with it.</exception>
    public async Task<OutputEdit> EditAsync(
        GenOpsDbContext db, OutputId id, int number, IReadOnlyDictionary<string, string> edits, CancellationToken cancellationToken)
    {
        var edit = await OutputEditing.MakeAsync(db, id, number, edits, ReadAsync, cancellationToken);
        var problems = await ProblemsAsync(db, edit.Revision.Artifacts, edit.Contents, cancellationToken);
        return problems.Count == 0 ? edit : throw new InvalidInputException(problems);
    }

    /// <summary>Reads a changed text. One that follows its step's schema is JSON from now on, whatever the model had made of it.</summary>
    /// <exception cref="InvalidInputException">It cannot be taken; each field that is wrong is named.</exception>
    public async Task<EditedText> ReadAsync(ArtifactDraft artifact, string text)
    {
        if (SchemaOf(artifact.StepId) is not { } schema || text.Length > OutputEditing.MaxCharacters) return OutputEditing.Plain(artifact, text);
        var problems = await JsonAnswer.ProblemsAsync(text, schema);
        if (problems.Count > 0) throw new InvalidInputException([.. problems.Select(p => ProblemOf(artifact, p, "Mend it there; every other change is still in the text."))]);
        var name = MediaTypes.IsJson(artifact.MediaType) ? artifact.Name : Path.ChangeExtension(artifact.Name, ".json");
        return new EditedText(name, "application/json", JsonAnswer.IsFenced(text) ? JsonAnswer.Bare(text) : text);
    }

    private async Task<IReadOnlyList<FieldProblem>> ProblemsAsync(
        GenOpsDbContext db, IReadOnlyList<ArtifactDraft> artifacts, IReadOnlyList<BlobContent> made, CancellationToken cancellationToken)
    {
        var contents = new Dictionary<BlobHash, byte[]>();
        foreach (var artifact in artifacts.Where(a => MediaTypes.IsText(a.MediaType)))
            contents[artifact.ContentHash] = made.FirstOrDefault(c => c.Hash == artifact.ContentHash)?.Bytes ?? await ReadAsync(db, artifact.ContentHash, cancellationToken);

        List<FieldProblem> problems = [];
        foreach (var artifact in artifacts)
        {
            if (SchemaOf(artifact.StepId) is not { } schema || !contents.TryGetValue(artifact.ContentHash, out var content)) continue;
            var text = System.Text.Encoding.UTF8.GetString(content);
            if (IsSkippedItem(artifact, text)) continue;
            problems.AddRange((await JsonAnswer.ProblemsAsync(text, schema)).Select(p => ProblemOf(artifact, p, Cure)));
        }

        if (problems.Count == 0) problems.AddRange(EmptyDeliveries(artifacts, contents));
        return problems;
    }

    private IEnumerable<FieldProblem> EmptyDeliveries(IReadOnlyList<ArtifactDraft> artifacts, Dictionary<BlobHash, byte[]> contents)
    {
        var declared = definition.Outputs.FirstOrDefault(o => o.Name == output)?.Artifacts ?? [.. artifacts.Select(a => a.StepId)];
        foreach (var step in definition.Steps.OfType<PublishStep>().Where(s => s.Artifacts.Any(declared.Contains)))
        {
            var parts = artifacts.Where(a => step.Artifacts.Contains(a.StepId)).ToList();
            // What has no part in it may be left out by the same condition as the part.
            if (parts.Count == 0 && step.When is not null) continue;
            var format = step.Format == Pipelines.Definitions.PublishFormat.Csv ? Publishing.PublishFormat.Csv : Publishing.PublishFormat.Files;
            if (EmptyDelivery.Is(format, parts.Select(a => (a.MediaType, contents.GetValueOrDefault(a.ContentHash) ?? new byte[Math.Min(a.Length, 1)]))))
                yield return new FieldProblem(output, $"Delivered by the step '{step.Id}' it would be empty: {EmptyDelivery.Words(format)}.", Cure);
        }
    }

    /// <summary>An item that was skipped keeps its place in its step's list as null, which no schema knows.</summary>
    private bool IsSkippedItem(ArtifactDraft artifact, string text) =>
        artifact.Item < 0 && MediaTypes.IsJson(artifact.MediaType) && text.Trim() == "null" && definition.Step(artifact.StepId).Map is not null;

    private string? SchemaOf(string stepId) =>
        definition.Steps.FirstOrDefault(s => s.Id == stepId) is PromptStep { Schema: { } schema } ? schema.ToText() : null;

    private static FieldProblem ProblemOf(ArtifactDraft artifact, AnswerProblem problem, string cure) =>
        new(problem.Field.Length == 0 ? artifact.Name : $"{artifact.Name} {problem.Field}", problem.Problem, cure);

    /// <summary>What was erased holds nothing any more.</summary>
    private static async Task<byte[]> ReadAsync(GenOpsDbContext db, BlobHash hash, CancellationToken cancellationToken)
    {
        try
        {
            return await BlobStore.GetAsync(db, hash, cancellationToken);
        }
        catch (BlobErasedException)
        {
            return [];
        }
    }
}

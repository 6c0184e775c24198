using System.Text.Json.Nodes;
using GenOps.Core.Calls;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Runs.Steps;

/// <summary>
/// Text, or JSON by a schema. An answer that breaks its schema is sent back with what is wrong; a draft may be
/// criticised and rewritten. Each of these is a call of its own, by ordinal.
/// </summary>
public sealed class PromptStepKind(CallProtocol protocol, CallLog log) : IStepKind
{
    private const string CritiqueSchema =
        """{"type":"object","properties":{"problems":{"type":"array","items":{"type":"string"}}},"required":["problems"],"additionalProperties":false}""";

    /// <inheritdoc />
    public StepKind Kind => StepKind.Prompt;

    /// <inheritdoc />
    public async Task<StepOutcome> WorkAsync(StepWork work, CancellationToken cancellationToken)
    {
        var step = (PromptStep)work.Definition;
        var calls = new StepCalls(protocol, log, work);
        var asking = Asking.Of(step, work.Values);
        var drafted = await AskAsync(calls, asking, CallPurpose.Production, asking.Opening, cancellationToken);
        for (var round = 0; drafted.Problem is null && round < (step.Critique?.Rounds ?? 0); round++)
        {
            var problems = await CritiqueAsync(calls, asking, step.Critique!, work.Values, drafted.Text, cancellationToken);
            if (problems.Count == 0) break;
            drafted = await AskAsync(calls, asking, CallPurpose.Repair, Rewriting(asking.Prompt, drafted.Text, problems), cancellationToken);
        }

        if (drafted.Problem is null) return new StepOutcome.Done(drafted.Value, SchemaValid: step.Schema is null ? null : true);
        if (step.OnInvalid != InvalidAnswerPolicy.Review || step.Schema is null || drafted.Text.Length == 0) return new StepOutcome.Failed(drafted.Problem);
        return IsLookedAt(work.Script.Definition, step.Id)
            ? new StepOutcome.Done(JsonValue.Create(drafted.Text), SchemaValid: false, Note: drafted.Problem)
            : new StepOutcome.Failed($"{drafted.Problem} The definition asks for a person then, but no review covers it.");
    }

    /// <summary>Whether a person gets to see each output that holds it; otherwise no rule would be there to stop it.</summary>
    private static bool IsLookedAt(PipelineDefinition definition, string step) => definition.Outputs.Where(o => o.Artifacts.Contains(step))
        .All(o => definition.Steps.OfType<ReviewStep>().Any(r => r.Of.Any(o.Artifacts.Contains)));

    /// <summary>What a step asks, with its values put in.</summary>
    internal sealed record Asking(PromptStep Step, string Prompt, string? System, IReadOnlyList<PromptSource> Sources, string? Schema)
    {
        /// <exception cref="MissingValueException">A path leads nowhere.</exception>
        public static Asking Of(PromptStep step, RunValues values)
        {
            var prompt = step.Template.Render(values);
            return new Asking(
                step, prompt.Text, step.System?.Render(values).Text, [.. prompt.Inserted.Select(i => new PromptSource(i.Path, i.Text))], step.Schema?.ToText());
        }

        /// <summary>What the first call says.</summary>
        public IReadOnlyList<PromptMessage> Opening { get; } = [new PromptMessage("user", Prompt)];

        public TextRequest Request(string model, CallPurpose purpose, IReadOnlyList<PromptMessage> messages) => new()
        {
            Model = model,
            Purpose = purpose,
            Tier = Step.Model.Tier,
            System = System,
            Messages = messages,
            Sources = Sources,
            JsonSchema = Schema,
            MaxOutputTokens = Step.MaxOutputTokens,
            Temperature = Step.Temperature,
        };
    }

    /// <summary>What came of asking, repairs included.</summary>
    /// <param name="Text">The last answer as it was.</param>
    /// <param name="Value">The answer as a value; null when there is a problem.</param>
    /// <param name="Problem">Why no answer was of use; null when one was.</param>
    private sealed record Drafted(string Text, JsonNode? Value, string? Problem);

    private static async Task<Drafted> AskAsync(
        StepCalls calls, Asking asking, CallPurpose purpose, IReadOnlyList<PromptMessage> messages, CancellationToken cancellationToken)
    {
        for (var repair = 0; ; repair++)
        {
            var sent = messages;
            var answered = await calls.NextAsync(purpose, asking.Step.Model, model => asking.Request(model, purpose, sent), cancellationToken);
            var text = PlainWords.Mended(answered.Answer.Text ?? "");
            var (value, problem) = await ReadAsync(asking.Schema, answered.Answer);
            if (problem is null) return new Drafted(text, value, null);
            await calls.UselessAsync(answered, problem, cancellationToken);
            if (repair >= asking.Step.Repairs)
                return new Drafted(text, null, $"The answer could not be used after {repair + 1} tries: {problem}.");
            messages = Repairing(messages, text, problem);
            purpose = CallPurpose.Repair;
        }
    }

    /// <summary>The answer as a value, or why it is none.</summary>
    internal static async Task<(JsonNode? Value, string? Problem)> ReadAsync(string? schema, ModelAnswer answer)
    {
        if (answer.Problem is { } problem) return (null, problem);
        if (schema is null) return PlainWords.IsWellFormed(answer.Text ?? "") ? (JsonValue.Create(answer.Text ?? ""), null) : (null, "it is not well-formed Unicode");
        return await JsonAnswer.ReadAsync(answer.Text ?? "", schema);
    }

    private static async Task<List<string>> CritiqueAsync(
        StepCalls calls, Asking asking, CritiqueDeclaration critique, RunValues values, string draft, CancellationToken cancellationToken)
    {
        var rubric = critique.Rubric.Render(values);
        var sources = asking.Sources.Concat(rubric.Inserted.Select(i => new PromptSource(i.Path, i.Text))).DistinctBy(s => s.Name).ToList();
        var text = $"Look for weaknesses of the draft by this rubric. Name each that should be mended, or none.\n\nRubric:\n{rubric.Text}\n\nDraft:\n{draft}";
        var answered = await calls.NextAsync(
            CallPurpose.Critique,
            critique.Model,
            model => new TextRequest
            {
                Model = model,
                Purpose = CallPurpose.Critique,
                Tier = critique.Model.Tier,
                Messages = [new PromptMessage("user", text)],
                Sources = sources,
                Candidate = draft,
                JsonSchema = CritiqueSchema,
                MaxOutputTokens = 1024,
            },
            cancellationToken);
        var (value, problem) = await ReadAsync(CritiqueSchema, answered.Answer);
        if (problem is null) return [.. value!["problems"]!.AsArray().Select(p => p!.GetValue<string>())];
        // A critique nobody can read mends nothing; the draft stands as it is and the judge still sees it.
        await calls.UselessAsync(answered, problem, cancellationToken);
        return [];
    }

    private static List<PromptMessage> Repairing(IReadOnlyList<PromptMessage> messages, string answer, string problem) =>
    [
        .. messages,
        new PromptMessage("assistant", answer),
        new PromptMessage("user", $"That answer cannot be used: {problem}. Answer again, complete and by the schema, with nothing else around it."),
    ];

    private static List<PromptMessage> Rewriting(string prompt, string draft, List<string> problems) =>
    [
        new PromptMessage("user", prompt),
        new PromptMessage("assistant", draft),
        new PromptMessage("user", "Write it again, whole, with these weaknesses mended:\n" + string.Join("\n", problems.Select(p => "- " + p))),
    ];
}

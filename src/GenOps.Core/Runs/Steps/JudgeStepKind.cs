using System.Text.Json;
using System.Text.Json.Nodes;
using GenOps.Core.Calls;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Runs.Steps;

/// <summary>A score by a rubric, the facts that are missing, and why.</summary>
public sealed class JudgeStepKind(CallProtocol protocol, CallLog log) : IStepKind
{
    private const string Schema =
        """
        {"type":"object","properties":{"score":{"type":"number","minimum":0,"maximum":1},"missing_facts":{"type":"array","items":{"type":"string"}},"reasons":{"type":"array","items":{"type":"string"}}},"required":["score","missing_facts","reasons"],"additionalProperties":false}
        """;

    private const int Tries = 3;

    /// <inheritdoc />
    public StepKind Kind => StepKind.Judge;

    /// <inheritdoc />
    public async Task<StepOutcome> WorkAsync(StepWork work, CancellationToken cancellationToken)
    {
        var step = (JudgeStep)work.Definition;
        var calls = new StepCalls(protocol, log, work);
        var sources = Sources(step, work);
        var candidate = Candidate(step, work.Values);
        var rubric = step.Rubric.Render(work.Values).Text;
        var text = $"""
            Judge the candidate against the source by the rubric. Give a score from 0 (useless) to 1 (flawless), the facts of the source
            that the candidate misses or gets wrong, and your reasons.

            Rubric:
            {rubric}

            Source:
            {string.Join("\n\n", sources.Select(s => s.Text))}

            Candidate:
            {candidate}
            """;
        var problem = "";
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var answered = await calls.NextAsync(
                CallPurpose.Judge,
                step.Model,
                model => new TextRequest
                {
                    Model = model,
                    Purpose = CallPurpose.Judge,
                    Tier = step.Model.Tier,
                    Messages = [new PromptMessage("user", text)],
                    Sources = sources,
                    Candidate = candidate,
                    JsonSchema = Schema,
                    MaxOutputTokens = 1024,
                    Temperature = 0,
                },
                cancellationToken);
            (var verdict, var unreadable) = answered.Answer.Problem is { } bad
                ? (null, bad)
                : await JsonAnswer.ReadAsync(answered.Answer.Text ?? "", Schema);
            if (unreadable is null)
                return new StepOutcome.Done(verdict, verdict!["score"]!.GetValue<double>(), verdict["missing_facts"]!.AsArray().Count);
            problem = unreadable;
            await calls.UselessAsync(answered, problem, cancellationToken);
        }

        return new StepOutcome.Failed($"The judge gave no readable verdict in {Tries} tries: {problem}.");
    }

    private static List<PromptSource> Sources(JudgeStep step, StepWork work)
    {
        if (step.Source is { } path)
        {
            if (!work.Values.TryResolve(path.Text, out var value)) throw new MissingValueException(path.Text);
            return [new PromptSource(path.Text, ValueText.Of(value, path.Text))];
        }

        return [.. work.Script.Definition.Inputs
            .Where(i => i.Type is InputType.Text or InputType.File or InputType.Files && work.Values.Inputs[i.Name] is not null)
            .SelectMany(i => Texts($"input.{i.Name}", work.Values.Inputs[i.Name]))];
    }

    private static IEnumerable<PromptSource> Texts(string name, JsonNode? value) => value switch
    {
        JsonArray list => list.SelectMany((item, n) => Texts($"{name}.{n}", item)),
        JsonObject file when file["text"] is null => [],
        _ => [new PromptSource(name, ValueText.Of(value, name))],
    };

    private static string Candidate(JudgeStep step, RunValues values) => string.Join(
        "\n\n",
        step.Of.Where(values.Steps.ContainsKey).Select(id => Text(values.Steps[id].Output)));

    private static string Text(JsonNode? output) => output switch
    {
        null => "",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        JsonArray list => string.Join("\n\n", list.Select(Text)),
        _ => output.ToText(),
    };
}

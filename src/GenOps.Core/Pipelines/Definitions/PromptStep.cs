using System.Text.Json.Nodes;
using GenOps.Core.Pipelines.Definitions.Reading;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>Text, or JSON by a schema, from a language model.</summary>
public sealed record PromptStep : StepDefinition
{
    internal static readonly string[] Keys =
        ["tier", "model", "template", "system", "schema", "max_output_tokens", "temperature", "repairs", "on_invalid", "critique", "fallbacks"];

    /// <inheritdoc />
    public override StepKind Kind => StepKind.Prompt;

    /// <summary>Default: the standard tier.</summary>
    public required ModelChoice Model { get; init; }

    /// <summary>What is asked.</summary>
    public required Template Template { get; init; }

    /// <summary>Standing instructions; null for none.</summary>
    public Template? System { get; init; }

    /// <summary>The JSON schema of the answer; null for free text.</summary>
    public JsonObject? Schema { get; init; }

    /// <summary>1 to 200,000; default 1024.</summary>
    public int MaxOutputTokens { get; init; } = 1024;

    /// <summary>0 to 2; null leaves it to the model.</summary>
    public double? Temperature { get; init; }

    /// <summary>How many times an answer that breaks the schema is sent back, 0 to 5; default 2.</summary>
    public int Repairs { get; init; } = 2;

    /// <summary>What becomes of an answer that still breaks the schema then.</summary>
    public InvalidAnswerPolicy OnInvalid { get; init; }

    /// <summary>Self-critique and rewriting; null for none.</summary>
    public CritiqueDeclaration? Critique { get; init; }

    /// <inheritdoc />
    public override IReadOnlyList<ModelChoice> Models => Critique is { } critique ? [Model, critique.Model] : [Model];

    /// <inheritdoc />
    public override bool MakesParts => true;

    /// <inheritdoc />
    public override IEnumerable<string> Facts => Critique is null ? [] : ["criticised and rewritten"];

    /// <inheritdoc />
    internal override Shape Result => Schema is { } schema ? Shape.OfSchema(schema) : new Shape.Text();

    /// <inheritdoc />
    protected override IEnumerable<ValuePath> OwnPaths => [.. Template.Paths, .. System?.Paths ?? [], .. Critique?.Rubric.Paths ?? []];

    internal static PromptStep Read(Fields fields)
    {
        var model = ModelFields.Read(fields);
        var schema = SchemaReader.Read(fields);
        if (schema is null)
        {
            foreach (var key in new[] { "repairs", "on_invalid" }.Where(k => fields.Find(k) is not null))
                fields.Add(key, $"'{key}' has no meaning without a schema.", "Give the prompt a schema, or take the key away.");
        }

        return new PromptStep
        {
            Id = "",
            Model = model,
            Template = fields.RequiredTemplate("template", "Write what is asked, with {{ path }} where values go."),
            System = fields.Template("system"),
            Schema = schema,
            MaxOutputTokens = fields.Integer("max_output_tokens", 1024, 1, 200_000),
            Temperature = (double?)fields.Number("temperature", 0, 2),
            Repairs = fields.Integer("repairs", 2, 0, 5),
            OnInvalid = fields.Word("on_invalid", InvalidAnswerPolicy.Fail, ("fail", InvalidAnswerPolicy.Fail), ("review", InvalidAnswerPolicy.Review)),
            Critique = CritiqueDeclaration.Read(fields.Section("critique", "rubric", "rounds", "tier", "model", "fallbacks"), model),
        };
    }
}

/// <summary>What becomes of a step whose answer breaks its schema after all repairs.</summary>
public enum InvalidAnswerPolicy
{
    /// <summary>The step fails.</summary>
    Fail,

    /// <summary>The step ends with the answer as it is, and its output is flagged for review.</summary>
    Review,
}

/// <summary>A draft is criticised by a model and written again.</summary>
/// <param name="Rubric">What the critique looks at.</param>
/// <param name="Rounds">How often, 1 to 5; default 1.</param>
/// <param name="Model">Who criticises; default: the step's own choice.</param>
public sealed record CritiqueDeclaration(Template Rubric, int Rounds, ModelChoice Model)
{
    internal static CritiqueDeclaration? Read(Fields? fields, ModelChoice draft) =>
        fields is null
            ? null
            : new CritiqueDeclaration(
                fields.RequiredTemplate("rubric", "Write what makes a good result."),
                fields.Integer("rounds", 1, 1, 5),
                ModelFields.Read(fields, draft));
}

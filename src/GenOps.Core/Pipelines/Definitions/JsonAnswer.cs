using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;
using NJsonSchema.Validation;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>Reads a text that should be JSON by a schema: a model's answer, or a person's edit of it.</summary>
internal static class JsonAnswer
{
    private const string NotUnicode = "a text in it is not well-formed Unicode";

    // Four levels below what JSON readers take by default: what is kept here is read again inside lists and objects of other steps.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 60 };

    /// <summary>The value, or what is wrong with it in words a model can mend it by. Throws for no answer, whatever it is.</summary>
    public static async Task<(JsonNode? Value, string? Problem)> ReadAsync(string text, string schema)
    {
        if (!PlainWords.IsWellFormed(text)) return (null, "it is not well-formed Unicode");
        var (value, problem, _) = Parse(Bare(text));
        if (problem is not null) return (null, problem);
        var (errors, unread) = Check(value, await JsonSchema.FromJsonAsync(schema));
        problem = unread ?? (errors.Count == 0 ? null
            : PlainWords.Of(string.Join("; ", errors.Take(5).Select(e => $"{(string.IsNullOrEmpty(e.Path) ? "the answer" : e.Path)}: {e.Kind}"))));
        return problem is null ? (value, null) : (null, problem);
    }

    /// <summary>The same for people: each place that is wrong with its name and a sentence; none for a text that <see cref="ReadAsync"/> takes.</summary>
    public static async Task<IReadOnlyList<AnswerProblem>> ProblemsAsync(string text, string schema)
    {
        if (!PlainWords.IsWellFormed(text)) return [new AnswerProblem("", "It is not well-formed Unicode.")];
        // Untrimmed where it can be, so that lines and places are those of whoever types.
        var (value, problem, place) = Parse(IsFenced(text) ? Bare(text) : text);
        if (problem is not null) return [new AnswerProblem("", place is null ? Sentence(problem) : $"It is not JSON: {place}.")];
        var (errors, unread) = Check(value, await JsonSchema.FromJsonAsync(schema));
        return unread is not null ? [new AnswerProblem("", Sentence(unread))] : SchemaWords.Of(errors);
    }

    /// <summary>Whether it stands in a Markdown fence, as models like to wrap JSON.</summary>
    public static bool IsFenced(string text) => text.TrimStart().StartsWith("```", StringComparison.Ordinal);

    /// <summary>Without blanks around it, and without a Markdown fence.</summary>
    public static string Bare(string text)
    {
        var trimmed = text.Trim();
        if (!IsFenced(trimmed)) return trimmed;
        var start = trimmed.IndexOf('\n', StringComparison.Ordinal);
        var end = trimmed.LastIndexOf("```", StringComparison.Ordinal);
        return start > 0 && end > start ? trimmed[(start + 1)..end].Trim() : trimmed;
    }

    private static (JsonNode? Value, string? Problem, string? Place) Parse(string text)
    {
        try
        {
            using var document = Json.ParseDocument(text, Strict);
            return IsWellFormed(document.RootElement)
                ? (Json.Parse(text, Strict), null, null)
                : (null, NotUnicode, null);
        }
        catch (JsonException e) when (e.Message.Contains("maximum configured depth", StringComparison.OrdinalIgnoreCase))
        {
            return (null, $"it is nested too deep, more than {Strict.MaxDepth} levels", null);
        }
        catch (JsonException e)
        {
            return (null, $"it is not JSON ({PlainWords.Of(e.Message)})", e.LineNumber is { } line ? $"line {line + 1}, place {e.BytePositionInLine + 1}" : null);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // The escapes of a name may be half a character, which the reader finds when it compares names.
            return (null, NotUnicode, null);
        }
    }

    /// <summary>Whether each text and each name in it can be read: an escape may name half a character.</summary>
    private static bool IsWellFormed(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.String => PlainWords.IsWellFormed(element.GetString()!),
                JsonValueKind.Array => element.EnumerateArray().All(IsWellFormed),
                JsonValueKind.Object => element.EnumerateObject().All(p => PlainWords.IsWellFormed(p.Name) && IsWellFormed(p.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>What does not fit the schema, or why that could not be found out.</summary>
    private static (ICollection<ValidationError> Errors, string? Unchecked) Check(JsonNode? value, JsonSchema schema)
    {
        try
        {
            return (schema.Validate(value?.ToText() ?? "null"), null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The checker reads with another reader, whose bounds are its own; whatever it does not take is of no use.
            return ([], $"it cannot be checked against its schema ({PlainWords.Of(e.Message)})");
        }
    }

    private static string Sentence(string problem) => $"{char.ToUpperInvariant(problem[0])}{problem[1..]}.";
}

/// <summary>One place of a text that does not fit its schema.</summary>
/// <param name="Field">Its name, such as <c>lines[0].amount</c>; empty for the whole.</param>
/// <param name="Problem">What is wrong, a sentence.</param>
internal sealed record AnswerProblem(string Field, string Problem);

using System.Globalization;
using System.Text.Json.Nodes;
using GenOps.Core.Data;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>Checks what a run is started with against the declared inputs.</summary>
public static class InputBinder
{
    /// <summary>The most files of one input.</summary>
    public const int MaxFiles = 200;

    /// <summary>
    /// The values of the run, every declared input present: a string, a number, a file
    /// <c>{name, media_type, text}</c> (<c>base64</c> instead of <c>text</c> for a picture), a list of files,
    /// or null for an optional input without a value (an empty text, an empty list).
    /// </summary>
    /// <exception cref="InvalidInputException">Some value is missing or cannot be taken; all are listed.</exception>
    /// <param name="definition">Declares the inputs.</param>
    /// <param name="values">By name.</param>
    /// <param name="limits">How large they may be; null for the defaults.</param>
    public static JsonObject Bind(PipelineDefinition definition, IReadOnlyDictionary<string, InputValue> values, InputLimits? limits = null)
    {
        WriteTurn.MustNotHold("binding inputs");
        limits ??= InputLimits.Default;
        var problems = new List<FieldProblem>();
        var tooLarge = false;
        var bound = new JsonObject();
        foreach (var input in definition.Inputs)
        {
            values.TryGetValue(input.Name, out var given);
            try
            {
                bound[input.Name] = IsEmpty(given) ? Absent(input) : Taken(input, given!, limits);
            }
            catch (InvalidInputException e)
            {
                problems.AddRange(e.Problems);
                tooLarge |= e.IsTooLarge;
            }
        }

        foreach (var unknown in values.Keys.Where(name => definition.Inputs.All(i => i.Name != name)))
            problems.Add(new FieldProblem(unknown, "The pipeline has no such input.", Reading.Suggestion.For(unknown, definition.Inputs.Select(i => i.Name), "It takes none.")));
        if (problems.Count == 0 && values.Values.Sum(Size) > limits.InputsBytes)
        {
            problems.Add(new FieldProblem(
                "inputs", $"The inputs are larger than {InputLimits.Words(limits.InputsBytes)} in all.",
                $"Run the pipeline on fewer or smaller files at a time, or raise GenOps:Limits:{nameof(InputLimits.InputsBytes)}."));
            tooLarge = true;
        }

        return problems.Count == 0 ? bound : throw new InvalidInputException(problems) { IsTooLarge = tooLarge };
    }

    private static JsonNode? Absent(InputDeclaration input)
    {
        if (input.Default is { } fallback) return fallback.DeepClone();
        if (input.Required) throw new InvalidInputException(input.Name, $"'{input.Label}' is missing.", $"Give {Wanted(input)}.");
        return input.Type switch
        {
            InputType.Text => JsonValue.Create(""),
            InputType.Files => new JsonArray(),
            _ => null,
        };
    }

    private static JsonNode Taken(InputDeclaration input, InputValue given, InputLimits limits)
    {
        if (Size(given) is var size && size > limits.InputBytes && given is not InputValue.Files)
            throw TooLarge(input.Name, $"'{input.Label}' has {InputLimits.Words(size)}; at most {InputLimits.Words(limits.InputBytes)} are taken.");
        return (input.Type, given) switch
        {
            // A NUL would be refused by one of the databases.
            (_, InputValue.Text text) when text.Value.Contains('\0') => throw new InvalidInputException(input.Name, $"'{input.Label}' holds a NUL character, so it is not text.", "Take it out, or give text in UTF-8."),
            (InputType.Text, InputValue.Text text) => JsonValue.Create(text.Value),
            (InputType.Text, InputValue.File file) => JsonValue.Create(FileReader.Read(input, file, limits)["text"]!.GetValue<string>()),
            (InputType.Number, InputValue.Text text) => Number(input, text.Value),
            (InputType.Choice, InputValue.Text text) => Choice(input, text.Value),
            (InputType.File, InputValue.File file) => FileReader.Read(input, file, limits),
            (InputType.File, InputValue.Text text) => FileReader.OfText(input, text.Value),
            (InputType.File, InputValue.Files { Items.Count: 1 } files) => FileReader.Read(input, files.Items[0], limits),
            (InputType.Files, InputValue.Files files) => Many(input, files.Items, limits),
            (InputType.Files, InputValue.File file) => new JsonArray(FileReader.Read(input, file, limits)),
            (InputType.Files, InputValue.Text text) => new JsonArray(FileReader.OfText(input, text.Value)),
            _ => throw new InvalidInputException(input.Name, $"'{input.Label}' does not take {(given is InputValue.Files ? "several files" : "a file")}.", $"Give {Wanted(input)}."),
        };
    }

    private static JsonValue Number(InputDeclaration input, string text) =>
        decimal.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? JsonValue.Create(number)
            : throw new InvalidInputException(input.Name, $"'{Shown(text)}' is not a number.", "Write digits, with a point before decimals, such as 12.5.");

    private static JsonValue Choice(InputDeclaration input, string text) =>
        input.Choices.Contains(text.Trim())
            ? JsonValue.Create(text.Trim())
            : throw new InvalidInputException(input.Name, $"'{Shown(text)}' is not one of the choices.", $"Choose {string.Join(", ", input.Choices)}.");

    private static JsonArray Many(InputDeclaration input, IReadOnlyList<InputValue.File> files, InputLimits limits)
    {
        if (files.Count > MaxFiles) throw new InvalidInputException(input.Name, $"'{input.Label}' has {files.Count} files; at most {MaxFiles} are taken.", "Split them over several runs.");
        var problems = new List<FieldProblem>();
        var bound = new JsonArray();
        var tooLarge = false;
        foreach (var file in files)
        {
            try
            {
                bound.Add((JsonNode)FileReader.Read(input, file, limits));
            }
            catch (InvalidInputException e)
            {
                problems.AddRange(e.Problems);
                tooLarge |= e.IsTooLarge;
            }
        }

        return problems.Count == 0 ? bound : throw new InvalidInputException(problems) { IsTooLarge = tooLarge };
    }

    private static bool IsEmpty(InputValue? given) => given switch
    {
        null => true,
        InputValue.Text text => string.IsNullOrWhiteSpace(text.Value),
        InputValue.Files files => files.Items.Count == 0,
        _ => false,
    };

    private static long Size(InputValue given) => given switch
    {
        InputValue.Text text => System.Text.Encoding.UTF8.GetByteCount(text.Value),
        InputValue.File file => file.Content.Length,
        InputValue.Files files => files.Items.Sum(f => (long)f.Content.Length),
        _ => 0,
    };

    private static string Wanted(InputDeclaration input) => input.Type switch
    {
        InputType.Text => "a text",
        InputType.Number => "a number",
        InputType.Choice => $"one of {string.Join(", ", input.Choices)}",
        InputType.File => "a file",
        _ => "at least one file",
    };

    internal static InvalidInputException TooLarge(string field, string problem) =>
        new(field, problem, $"Shorten it, or split it over several runs; or raise GenOps:Limits:{nameof(InputLimits.InputBytes)}.") { IsTooLarge = true };

    private static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "…";
}

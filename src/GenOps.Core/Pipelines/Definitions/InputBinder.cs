using System.Globalization;
using System.Text.Json.Nodes;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>Checks what a run is started with against the declared inputs.</summary>
public static class InputBinder
{
    /// <summary>The most bytes of one value: 10 MB.</summary>
    public const int MaxValueBytes = 10 * 1024 * 1024;

    /// <summary>The most bytes of all values of a run: 20 MB.</summary>
    public const int MaxTotalBytes = 20 * 1024 * 1024;

    /// <summary>The most files of one input.</summary>
    public const int MaxFiles = 200;

    /// <summary>
    /// The values of the run, every declared input present: a string, a number, a file
    /// <c>{name, media_type, text}</c> (<c>base64</c> instead of <c>text</c> for a picture), a list of files,
    /// or null for an optional input without a value (an empty text, an empty list).
    /// </summary>
    /// <exception cref="InvalidInputException">Some value is missing or cannot be taken; all are listed.</exception>
    public static JsonObject Bind(PipelineDefinition definition, IReadOnlyDictionary<string, InputValue> values)
    {
        var problems = new List<FieldProblem>();
        var bound = new JsonObject();
        foreach (var input in definition.Inputs)
        {
            values.TryGetValue(input.Name, out var given);
            try
            {
                bound[input.Name] = IsEmpty(given) ? Absent(input) : Taken(input, given!);
            }
            catch (InvalidInputException e)
            {
                problems.AddRange(e.Problems);
            }
        }

        foreach (var unknown in values.Keys.Where(name => definition.Inputs.All(i => i.Name != name)))
            problems.Add(new FieldProblem(unknown, "The pipeline has no such input.", Reading.Suggestion.For(unknown, definition.Inputs.Select(i => i.Name), "It takes none.")));
        if (problems.Count == 0 && values.Values.Sum(Size) > MaxTotalBytes) problems.Add(new FieldProblem("inputs", $"The inputs are larger than {Megabytes(MaxTotalBytes)} in all.", "Run the pipeline on fewer or smaller files at a time."));
        return problems.Count == 0 ? bound : throw new InvalidInputException(problems);
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

    private static JsonNode Taken(InputDeclaration input, InputValue given)
    {
        if (Size(given) is var size && size > MaxValueBytes && given is not InputValue.Files)
            throw new InvalidInputException(input.Name, $"'{input.Label}' has {Megabytes(size)}; at most {Megabytes(MaxValueBytes)} are taken.", "Shorten it, or split it over several runs.");
        return (input.Type, given) switch
        {
            // A NUL would be refused by one of the databases.
            (_, InputValue.Text text) when text.Value.Contains('\0') => throw new InvalidInputException(input.Name, $"'{input.Label}' holds a NUL character, so it is not text.", "Take it out, or give text in UTF-8."),
            (InputType.Text, InputValue.Text text) => JsonValue.Create(text.Value),
            (InputType.Text, InputValue.File file) => JsonValue.Create(FileReader.Read(input, file)["text"]!.GetValue<string>()),
            (InputType.Number, InputValue.Text text) => Number(input, text.Value),
            (InputType.Choice, InputValue.Text text) => Choice(input, text.Value),
            (InputType.File, InputValue.File file) => FileReader.Read(input, file),
            (InputType.File, InputValue.Text text) => FileReader.OfText(input, text.Value),
            (InputType.File, InputValue.Files { Items.Count: 1 } files) => FileReader.Read(input, files.Items[0]),
            (InputType.Files, InputValue.Files files) => Many(input, files.Items),
            (InputType.Files, InputValue.File file) => new JsonArray(FileReader.Read(input, file)),
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

    private static JsonArray Many(InputDeclaration input, IReadOnlyList<InputValue.File> files)
    {
        if (files.Count > MaxFiles) throw new InvalidInputException(input.Name, $"'{input.Label}' has {files.Count} files; at most {MaxFiles} are taken.", "Split them over several runs.");
        var problems = new List<FieldProblem>();
        var bound = new JsonArray();
        foreach (var file in files)
        {
            try
            {
                bound.Add((JsonNode)FileReader.Read(input, file));
            }
            catch (InvalidInputException e)
            {
                problems.AddRange(e.Problems);
            }
        }

        return problems.Count == 0 ? bound : throw new InvalidInputException(problems);
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

    internal static string Megabytes(long bytes) => FormattableString.Invariant($"{bytes / (1024m * 1024m):0.#} MB");

    private static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "…";
}

using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Starts.Backfills;

/// <summary>What a backfill goes over.</summary>
public abstract record BackfillSource
{
    private BackfillSource()
    {
    }

    /// <summary>The occurrences of a schedule in a range.</summary>
    /// <param name="Schedule">Its inputs, zone and money hold.</param>
    /// <param name="From">From here on, UTC.</param>
    /// <param name="To">Before here, UTC; not in the future.</param>
    /// <param name="Again">Also those that have started a run already.</param>
    public sealed record Range(ScheduleId Schedule, DateTime From, DateTime To, bool Again) : BackfillSource;

    /// <summary>A list of inputs; each item's values come on top of what all share.</summary>
    /// <param name="Name">What the list is called, for people.</param>
    /// <param name="Items">In the order they start.</param>
    public sealed record List(string Name, IReadOnlyList<BackfillInput> Items) : BackfillSource;

    /// <summary>One run for each line that is not blank.</summary>
    /// <param name="input">The input that takes the line.</param>
    /// <param name="text">The lines.</param>
    public static List Lines(string input, string text) => new(
        "lines",
        [
            .. text.ReplaceLineEndings("\n").Split('\n').Select((line, i) => (Line: line.Trim(), Number: i + 1)).Where(l => l.Line.Length > 0)
                .Select(l => new BackfillInput($"line {l.Number}: {Shortened(l.Line)}", One(input, new InputValue.Text(l.Line)))),
        ]);

    /// <summary>One run for each file.</summary>
    /// <param name="input">The input that takes the file.</param>
    /// <param name="files">The files.</param>
    public static List Files(string input, IReadOnlyList<InputValue.File> files) => new(
        "files", [.. files.Select(file => new BackfillInput(file.Name, One(input, file)))]);

    /// <summary>One run for each row of a CSV text whose heads are the names of inputs.</summary>
    /// <exception cref="InvalidInputException">It has no head, names an input twice, or a row that does not fit the head.</exception>
    public static List Csv(string text)
    {
        var rows = CsvRows.Read(text);
        if (rows.Count == 0) throw new InvalidInputException("csv", "It has no first row with the names of inputs.", "Begin it with a row such as notes,product.");
        var heads = rows[0].Fields.Select(h => h.Trim()).ToList();
        if (heads.Distinct().Count() < heads.Count) throw new InvalidInputException("csv", "The first row names an input twice.", "Name each input once.");
        return new List("rows", [.. rows.Skip(1).Select(row => Item(heads, row.Line, row.Fields))]);
    }

    private static BackfillInput Item(List<string> heads, int line, IReadOnlyList<string> fields) => fields.Count == heads.Count
        ? new BackfillInput($"line {line}: {Shortened(fields[0])}", heads.Zip(fields).ToDictionary(f => f.First, InputValue (f) => new InputValue.Text(f.Second)))
        : throw new InvalidInputException("csv", $"The row in line {line} has {fields.Count} fields, and the first row names {heads.Count}.", "Quote values that hold a comma.");

    private static Dictionary<string, InputValue> One(string input, InputValue value) => new() { [input] = value };

    private static string Shortened(string text) => text.Length <= 60 ? text : text[..60] + "…";
}

/// <summary>What one run of a list starts with.</summary>
/// <param name="Label">What it is, for people.</param>
/// <param name="Values">By the names of inputs.</param>
public sealed record BackfillInput(string Label, IReadOnlyDictionary<string, InputValue> Values);

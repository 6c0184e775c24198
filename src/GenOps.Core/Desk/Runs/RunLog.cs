using System.Globalization;
using System.Text;

namespace GenOps.Core.Desk.Runs;

/// <summary>What a line of a run's log is about.</summary>
public enum RunLogKind
{
    /// <summary>The run as a whole.</summary>
    Run,

    /// <summary>A step, or one item of it.</summary>
    Step,

    /// <summary>A call to a provider.</summary>
    Call,

    /// <summary>A pause.</summary>
    Hold,

    /// <summary>An operator's reroute.</summary>
    Reroute,

    /// <summary>A review.</summary>
    Review,

    /// <summary>A delivery to a channel.</summary>
    Publish,

    /// <summary>Something else that a person did.</summary>
    Person,
}

/// <summary>One thing that happened.</summary>
public sealed record RunLogLine
{
    /// <summary>UTC.</summary>
    public required DateTime At { get; init; }

    public required RunLogKind Kind { get; init; }

    /// <summary>The step's id in the definition; null for what concerns the whole run.</summary>
    public string? Step { get; init; }

    /// <summary>Place of the item, from 0; null for none.</summary>
    public int? Item { get; init; }

    /// <summary>In plain words.</summary>
    public required string Text { get; init; }

    /// <summary>Whether something went wrong.</summary>
    public bool Bad { get; init; }

    /// <summary>The call it is about; null for none.</summary>
    public ModelCallId? CallId { get; init; }
}

/// <summary>What happened in a run, in order.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Lines">The oldest first.</param>
public sealed record RunLog(RunId RunId, IReadOnlyList<RunLogLine> Lines)
{
    /// <summary>One step of it, with what concerns the whole run left out; null for all.</summary>
    public RunLog Of(string? step) => step is null ? this : this with { Lines = [.. Lines.Where(l => l.Step == step)] };

    /// <summary>As text, one line each: the time to the millisecond, the step, and what happened.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var line in Lines)
        {
            var where = line.Step is null ? "" : line.Item is { } item ? $"{line.Step} [{item + 1}]: " : $"{line.Step}: ";
            // A problem of several lines stays one line of the log.
            text.Append(CultureInfo.InvariantCulture, $"{line.At:yyyy-MM-dd HH:mm:ss.fff}Z  {where}{line.Text.ReplaceLineEndings(" ")}\n");
        }

        return text.ToString();
    }
}

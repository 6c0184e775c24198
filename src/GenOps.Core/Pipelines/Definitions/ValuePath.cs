using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>A dotted path to a value, such as <c>steps.facts.output.highlights.0</c>.</summary>
public sealed partial record ValuePath
{
    private ValuePath(string text)
    {
        Text = text;
        Segments = text.Split('.');
    }

    /// <summary>As written, without blanks around it.</summary>
    public string Text { get; }

    /// <summary>At least one; names, or numbers that count items from 0.</summary>
    public IReadOnlyList<string> Segments { get; }

    /// <summary><c>input</c>, <c>steps</c>, <c>run</c>, or the name of a map's item.</summary>
    public string Root => Segments[0];

    /// <summary>The step it names; null when it names none.</summary>
    public string? StepId => Root == "steps" && Segments.Count > 1 ? Segments[1] : null;

    /// <summary>Reads a path.</summary>
    /// <exception cref="ExpressionException">The text is no path.</exception>
    public static ValuePath Parse(string text) =>
        TryParse(text, out var path)
            ? path
            : throw new ExpressionException($"'{text.Trim()}' is not a path.", "Write names joined by dots, such as input.notes or steps.facts.output.title.", 0);

    /// <summary>Reads a path; false when the text is none.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ValuePath? path)
    {
        var trimmed = text.Trim();
        path = trimmed.Length <= 500 && Grammar().IsMatch(trimmed) ? new ValuePath(trimmed) : null;
        return path is not null;
    }

    /// <inheritdoc />
    public bool Equals(ValuePath? other) => other is not null && Text == other.Text;

    /// <inheritdoc />
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc />
    public override string ToString() => Text;

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_-]*(\.([A-Za-z_][A-Za-z0-9_-]*|[0-9]{1,6}))*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}

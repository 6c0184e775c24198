using System.Text;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>
/// A text with places <c>{{ path }}</c> and nothing else. Values are inserted as plain text and never read again,
/// so what a value says cannot become part of the template.
/// </summary>
public sealed class Template
{
    private const int MaxPlaces = 200;

    private readonly List<Part> parts;

    private Template(string text, List<Part> parts)
    {
        Text = text;
        this.parts = parts;
        Placeholders = [.. parts.Where(p => p.Path is not null).Select(p => new Placeholder(p.Path!, p.Position))];
        Paths = [.. Placeholders.Select(p => p.Path).Distinct()];
    }

    private sealed record Part(string Literal, ValuePath? Path, int Position);

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>The paths it names, each once, in the order of the text.</summary>
    public IReadOnlyList<ValuePath> Paths { get; }

    /// <summary>The places, in the order of the text.</summary>
    public IReadOnlyList<Placeholder> Placeholders { get; }

    /// <summary>One place of a template.</summary>
    /// <param name="Path">What is inserted.</param>
    /// <param name="Position">Where its <c>{{</c> stands, from 0.</param>
    public sealed record Placeholder(ValuePath Path, int Position);

    /// <summary>Reads a template.</summary>
    /// <exception cref="ExpressionException">A place is not closed, or holds something other than a path.</exception>
    public static Template Parse(string text)
    {
        var parts = new List<Part>();
        var at = 0;
        while (at < text.Length)
        {
            var open = text.IndexOf("{{", at, StringComparison.Ordinal);
            if (open < 0) break;
            var close = text.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0) throw new ExpressionException("'{{' is not closed.", "Write {{ path }}.", open);
            var inside = text[(open + 2)..close];
            if (!ValuePath.TryParse(inside, out var path)) throw NotAPath(inside, open);
            if (parts.Count >= 2 * MaxPlaces) throw new ExpressionException($"There are more than {MaxPlaces} places {{{{ path }}}}.", "Insert a whole object or list instead of its parts.", open);
            if (open > at) parts.Add(new Part(text[at..open], null, at));
            parts.Add(new Part("", path, open));
            at = close + 2;
        }

        if (at < text.Length) parts.Add(new Part(text[at..], null, at));
        return new Template(text, parts);
    }

    /// <summary>Puts the values in.</summary>
    /// <exception cref="MissingValueException">A path leads nowhere, or to a file that is no text.</exception>
    public RenderedTemplate Render(IValueSource values)
    {
        var text = new StringBuilder();
        var inserted = new Dictionary<ValuePath, string>();
        foreach (var part in parts)
        {
            if (part.Path is not { } path)
            {
                text.Append(part.Literal);
                continue;
            }

            if (!inserted.TryGetValue(path, out var value))
            {
                if (!values.TryResolve(path.Text, out var node)) throw new MissingValueException(path.Text);
                value = ValueText.Of(node, path.Text);
                inserted.Add(path, value);
            }

            text.Append(value);
        }

        return new RenderedTemplate(text.ToString(), [.. Paths.Select(p => new InsertedValue(p.Text, inserted[p]))]);
    }

    /// <inheritdoc />
    public override string ToString() => Text;

    private static ExpressionException NotAPath(string inside, int position)
    {
        var shown = inside.Trim();
        if (shown.Length > 60) shown = shown[..60] + "…";
        return shown.Length == 0
            ? new("'{{ }}' names nothing.", "Write {{ path }}, such as {{ input.notes }}.", position)
            : new($"'{{{{ {shown} }}}}' is not a path.", "A template takes {{ path }} only, such as {{ input.notes }}: no filters, functions or logic.", position);
    }
}

/// <summary>A template with its values put in.</summary>
/// <param name="Text">The whole text.</param>
/// <param name="Inserted">What was inserted, each path once, in the order of the template.</param>
public sealed record RenderedTemplate(string Text, IReadOnlyList<InsertedValue> Inserted);

/// <summary>A value as it was inserted.</summary>
/// <param name="Path">Where it came from, such as <c>input.notes</c>.</param>
/// <param name="Text">The text itself.</param>
public sealed record InsertedValue(string Path, string Text);

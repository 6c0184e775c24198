using System.Text.Json.Nodes;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>
/// A yes-or-no expression over paths, numbers, strings and booleans with <c>== != &lt; &lt;= &gt; &gt;= and or not ( )</c>
/// and nothing else.
/// </summary>
public sealed class Condition
{
    private readonly ConditionNode root;

    internal Condition(string text, ConditionNode root, IReadOnlyList<ValuePath> paths)
    {
        Text = text;
        this.root = root;
        Paths = [.. paths.Distinct()];
    }

    /// <summary>As written, without blanks around it.</summary>
    public string Text { get; }

    /// <summary>The paths it names, each once, in the order of the text.</summary>
    public IReadOnlyList<ValuePath> Paths { get; }

    internal ConditionNode Root => root;

    /// <summary>Reads a condition.</summary>
    /// <exception cref="ExpressionException">The text is none.</exception>
    public static Condition Parse(string text) => new ConditionParser(text).Parse();

    /// <summary>Decides it. <c>and</c> and <c>or</c> look at the right side only where it matters.</summary>
    /// <exception cref="MissingValueException">A path leads nowhere.</exception>
    /// <exception cref="ConditionException">Values of kinds that do not go together.</exception>
    public bool Evaluate(IValueSource values) => ConditionEvaluation.Decide(root, values);

    /// <summary>The paths with their values, such as <c>steps.check.score is 0.62</c>: why the condition came out as it did.</summary>
    public string Explain(IValueSource values) =>
        string.Join(", ", Paths.Select(p => $"{p.Text} is {(values.TryResolve(p.Text, out var value) ? Shown(value) : "missing")}"));

    /// <inheritdoc />
    public override string ToString() => Text;

    private static string Shown(JsonNode? value)
    {
        if (value is null) return "empty";
        var text = value.ToText();
        return text.Length <= 80 ? text : text[..79] + "…";
    }
}

/// <summary>A condition met values it cannot compare.</summary>
/// <param name="message">Which value, its kind, and what was needed.</param>
public sealed class ConditionException(string message) : GenOpsException(message);

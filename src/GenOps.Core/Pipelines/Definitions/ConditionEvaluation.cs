using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>Decides a parsed condition; values of different kinds are an error, never quietly unequal.</summary>
internal static class ConditionEvaluation
{
    public static bool Decide(ConditionNode node, IValueSource values) => node switch
    {
        ConditionNode.Not not => !Decide(not.Operand, values),
        ConditionNode.Junction { All: true } both => Decide(both.Left, values) && Decide(both.Right, values),
        ConditionNode.Junction either => Decide(either.Left, values) || Decide(either.Right, values),
        ConditionNode.Comparison comparison => Compare(comparison, values),
        _ => Value(node, values) is bool yes
            ? yes
            : throw new ConditionException($"{node} is {Kind(Value(node, values))}, where true or false is needed. Compare it with something."),
    };

    private static bool Compare(ConditionNode.Comparison comparison, IValueSource values)
    {
        var left = Value(comparison.Left, values);
        var right = Value(comparison.Right, values);
        if (comparison.Operator is "==" or "!=")
        {
            if (left is not null && right is not null && left.GetType() != right.GetType()) throw Incomparable(comparison, left, right);
            return Equals(left, right) == (comparison.Operator == "==");
        }

        var order = (left, right) switch
        {
            (double a, double b) => a.CompareTo(b),
            (string a, string b) => string.CompareOrdinal(a, b),
            _ => throw Incomparable(comparison, left, right),
        };
        return comparison.Operator switch
        {
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    /// <summary>A string, double, bool or null.</summary>
    private static object? Value(ConditionNode node, IValueSource values)
    {
        if (node is ConditionNode.Literal literal) return literal.Value;
        if (node is not ConditionNode.Reference reference) return Decide(node, values);
        if (!values.TryResolve(reference.Path.Text, out var found)) throw new MissingValueException(reference.Path.Text);
        return found?.GetValueKind() switch
        {
            null or JsonValueKind.Null => null,
            JsonValueKind.String => found.GetValue<string>(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            // By its text, since a number made in memory yields only its own type.
            JsonValueKind.Number => double.Parse(found.ToText(), NumberStyles.Float, CultureInfo.InvariantCulture),
            _ => throw new ConditionException($"{reference.Path.Text} is {(found is JsonArray ? "a list" : "an object")}, which cannot be compared. Name a value inside it."),
        };
    }

    private static ConditionException Incomparable(ConditionNode.Comparison comparison, object? left, object? right) =>
        new($"'{comparison}' cannot be decided: {comparison.Left} is {Kind(left)} and {comparison.Right} is {Kind(right)}.");

    private static string Kind(object? value) => value switch
    {
        null => "empty",
        string => "a text",
        bool => "true or false",
        _ => "a number",
    };
}

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>The parsed form of a condition.</summary>
internal abstract record ConditionNode
{
    private ConditionNode()
    {
    }

    /// <summary>A string, number (double) or boolean as written.</summary>
    internal sealed record Literal(object Value) : ConditionNode
    {
        public override string ToString() => Value switch
        {
            string text => $"'{text}'",
            bool yes => yes ? "true" : "false",
            _ => FormattableString.Invariant($"{Value}"),
        };
    }

    internal sealed record Reference(ValuePath Path) : ConditionNode
    {
        public override string ToString() => Path.Text;
    }

    internal sealed record Not(ConditionNode Operand) : ConditionNode
    {
        public override string ToString() => $"not {Operand}";
    }

    /// <summary><c>and</c> where <paramref name="All"/>, else <c>or</c>.</summary>
    internal sealed record Junction(bool All, ConditionNode Left, ConditionNode Right) : ConditionNode
    {
        public override string ToString() => $"({Left} {(All ? "and" : "or")} {Right})";
    }

    internal sealed record Comparison(string Operator, ConditionNode Left, ConditionNode Right) : ConditionNode
    {
        public override string ToString() => $"{Left} {Operator} {Right}";
    }
}

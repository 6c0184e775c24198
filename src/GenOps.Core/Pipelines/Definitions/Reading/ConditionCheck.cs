namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>A condition can be decided, as far as the kinds of its values are known.</summary>
internal static class ConditionCheck
{
    public static void Run(ConditionUse use, Func<ValuePath, Shape?> shapeOf, ProblemList problems)
    {
        if (Find(use.Condition.Root, shapeOf) is { } wrong) problems.Add(use.Node, use.Field, wrong.Problem, wrong.Cure);
        else if (Kind(use.Condition.Root, shapeOf) is { } kind and not (Shape.YesNo or Shape.Any))
            problems.Add(use.Node, use.Field, $"'{use.Condition}' is {kind.Words}, which is neither true nor false.", "Compare it with something.");
    }

    private static (string Problem, string Cure)? Find(ConditionNode node, Func<ValuePath, Shape?> shapeOf)
    {
        switch (node)
        {
            case ConditionNode.Not not:
                return Find(not.Operand, shapeOf) ?? YesNoNeeded(not.Operand, shapeOf);
            case ConditionNode.Junction junction:
                return Find(junction.Left, shapeOf) ?? YesNoNeeded(junction.Left, shapeOf) ?? Find(junction.Right, shapeOf) ?? YesNoNeeded(junction.Right, shapeOf);
            case ConditionNode.Comparison comparison:
                return Find(comparison.Left, shapeOf) ?? Find(comparison.Right, shapeOf) ?? Comparable(comparison, shapeOf);
            default:
                return null;
        }
    }

    private static (string, string)? YesNoNeeded(ConditionNode node, Func<ValuePath, Shape?> shapeOf) =>
        Kind(node, shapeOf) is { } kind and not (Shape.YesNo or Shape.Any)
            ? ($"'{node}' is {kind.Words}, which is neither true nor false.", "Compare it with something.")
            : null;

    private static (string, string)? Comparable(ConditionNode.Comparison comparison, Func<ValuePath, Shape?> shapeOf)
    {
        if (Kind(comparison.Left, shapeOf) is not { } left || Kind(comparison.Right, shapeOf) is not { } right) return null;
        foreach (var (node, kind) in new[] { (comparison.Left, left), (comparison.Right, right) })
        {
            if (kind is Shape.List or Shape.Block or Shape.File or Shape.Picture)
                return ($"'{node}' is {kind.Words}, which cannot be compared.", "Name a text, a number or a yes-or-no value.");
        }

        if (left is Shape.Any || right is Shape.Any) return null;
        if (left.GetType() != right.GetType())
            return ($"'{comparison}' can never be decided: {comparison.Left} is {left.Words} and {comparison.Right} is {right.Words}.", "Compare values of the same kind; texts stand in quotes, numbers do not.");
        return left is Shape.YesNo && comparison.Operator is not ("==" or "!=")
            ? ($"'{comparison}' can never be decided: true and false have no order.", "Write == or !=.")
            : null;
    }

    private static Shape? Kind(ConditionNode node, Func<ValuePath, Shape?> shapeOf) => node switch
    {
        ConditionNode.Literal { Value: string } => new Shape.Text(),
        ConditionNode.Literal { Value: double } => new Shape.Number(),
        ConditionNode.Reference reference => shapeOf(reference.Path),
        _ => new Shape.YesNo(),
    };
}

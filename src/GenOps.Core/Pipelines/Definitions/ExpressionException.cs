namespace GenOps.Core.Pipelines.Definitions;

/// <summary>A template, condition, rule or path that is not one.</summary>
/// <param name="problem">What is wrong, a sentence.</param>
/// <param name="cure">What would be right, a sentence.</param>
/// <param name="position">Where in the text, from 0.</param>
public sealed class ExpressionException(string problem, string cure, int position) : GenOpsException($"{problem} {cure}")
{
    /// <summary>What is wrong, a sentence.</summary>
    public string Problem { get; } = problem;

    /// <summary>What would be right, a sentence.</summary>
    public string Cure { get; } = cure;

    /// <summary>Where in the text, from 0.</summary>
    public int Position { get; } = position;
}

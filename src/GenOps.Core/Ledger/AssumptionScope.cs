namespace GenOps.Core.Ledger;

/// <summary>The company or one pipeline.</summary>
/// <param name="PipelineId">Null for the company.</param>
/// <param name="Name">The pipeline's name; <c>Company</c> for the company.</param>
/// <param name="Cells">One for each of <see cref="AssumptionWords.All"/>, in that order.</param>
public sealed record AssumptionScope(PipelineId? PipelineId, string Name, IReadOnlyList<AssumptionCell> Cells);

using GenOps.Core.Ledger;

namespace GenOps.Core.Demonstration;

/// <summary>What all runs have in common.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Models">Providers and models.</param>
/// <param name="Sizes">Of requests and answers.</param>
/// <param name="Prices">All prices.</param>
/// <param name="Stated">The assumptions.</param>
/// <param name="Blobs">The contents.</param>
/// <param name="Pipelines">In the order of the catalogue.</param>
internal sealed record DemoWorld(
    DemoOptions Options, DemoModels Models, TokenSizes Sizes, DemoPrices Prices, IReadOnlyList<Assumption> Stated, DemoBlobs Blobs, IReadOnlyList<DemoPipeline> Pipelines)
{
    /// <summary>Nothing happens after it: what would be decided later is still open.</summary>
    public DateTime Last { get; } = Options.End.AddMinutes(-2);

    /// <summary>The labour rate in force, by the ledger's own rules.</summary>
    public decimal? LabourRate(PipelineId pipeline, DateTime at) =>
        AssumptionBook.InForce(Stated, AssumptionKeys.LabourRate, pipeline, at, at)?.Value ?? AssumptionBook.InForce(Stated, AssumptionKeys.LabourRate, null, at, at)?.Value;
}

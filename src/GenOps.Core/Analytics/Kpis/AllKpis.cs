using GenOps.Core.Analytics.Measures;
using GenOps.Core.Analytics.Rollups;
using GenOps.Core.Calls;
using GenOps.Core.Outputs;

namespace GenOps.Core.Analytics.Kpis;

/// <summary>Every key figure there is, in the order in which pages list them.</summary>
internal static class AllKpis
{
    private static readonly KpiAxis[] OverOutputs = [KpiAxis.Bucket, KpiAxis.Pipeline, KpiAxis.Version];

    public static readonly IReadOnlyList<Kpi> List =
    [
        new CostPerOutput(cohort: false),
        HumanReviewRate(),
        new InnovationVelocity(),
        new ReturnOnInvestment(),
        new SynergyRatio(),
        Spend(),
        AcceptedOutputs(),
        new CostPerOutput(cohort: true),
        ReworkRate(),
        IdeaLeadTime(),
        TimeToMarket(),
        ChangeFailureRate(),
        new Benefit(),
        new Payback(),
        new BreakEvenVolume(),
        Elevation(),
        new CognitiveCapital(),
        new ResourceUtilisation(),
        UnmeasuredLabour(),
        PricedCalls(),
        EstimatedUsage(),
        Reconciliation(),
    ];

    /// <summary>The measures of which sums by day are kept, one for each fact; the cost of runs that ended comes with what was charged.</summary>
    public static IReadOnlyList<FactMeasure> Facts { get; } =
    [
        .. List.SelectMany(k => new[] { k.Numerator, k.Denominator }.Concat(k.Beside)).OfType<Measure>().SelectMany(m => m.Pieces)
            .Append(OutputMeasure.Rejected).OfType<FactMeasure>().Where(m => m.Fact is not null and not RollupFact.CostOfRunsEnded).DistinctBy(m => m.Fact).OrderBy(m => m.Fact),
    ];

    /// <summary>The same by family.</summary>
    public static IReadOnlyList<IReadOnlyList<FactMeasure>> Families { get; } = [.. Facts.GroupBy(m => m.Family).Select(g => g.ToList())];

    /// <summary>Outputs that a person had to decide ÷ outputs decided.</summary>
    private static ShareKpi HumanReviewRate() => new(
        new KpiDefinition(
            "human-review-rate", "Human-review rate", KpiUnit.Share, [.. OverOutputs, KpiAxis.Rule],
            "How many of the decided outputs a person had to decide."),
        OutputMeasure.DecidedByPerson,
        OutputMeasure.Decided,
        "No output was decided in this period.");

    /// <summary>Outputs edited or rejected ÷ outputs that a person decided.</summary>
    private static ShareKpi ReworkRate() => new(
        new KpiDefinition(
            "rework-rate", "Rework rate", KpiUnit.Share, [.. OverOutputs, KpiAxis.Rule],
            "How many of the outputs that a person decided were changed or rejected."),
        new OutputMeasure(
            RollupFact.Reworked, "outputs edited or rejected by a person", OutputEvent.Decided,
            r => r.Output.DecidedByPerson == true && (r.Output.Edited || r.Output.State == OutputState.Rejected), byRule: RollupFact.ReworkedOfRule),
        OutputMeasure.DecidedByPerson,
        "No output was decided by a person in this period.");

    private static SumKpi Spend() => new(
        new KpiDefinition("spend", "Spend", KpiUnit.NanoUsd, [.. OverOutputs, KpiAxis.Kind, KpiAxis.Class, KpiAxis.Model], "All that was charged in the period."),
        CostMeasure.Charged,
        sums => $"The sum of {Exactly.Number(sums.Numerator.Rows)} ledger entries charged in the period = {Exactly.Usd(sums.Numerator.Amount)}.");

    private static SumKpi AcceptedOutputs() => new(
        new KpiDefinition(
            "accepted-outputs", "Accepted outputs", KpiUnit.Count, OverOutputs, "Outputs that were accepted in the period, by rule or by a person, less those withdrawn in it."),
        OutputMeasure.Accepted,
        sums => $"{Exactly.Outputs(sums.Numerator)} outputs were accepted in the period, by rule or by a person; what was withdrawn in it is taken back.");

    private static MedianKpi IdeaLeadTime() => new(
        new KpiDefinition(
            "idea-lead-time", "Idea lead time", KpiUnit.Seconds, OverOutputs,
            "How long it took from the first draft of a pipeline version to its first accepted output."),
        new VersionMeasure("time from first draft to first accepted output", KpiUnit.Seconds, VersionFacts.LeadTimesAsync),
        "No pipeline version had its first accepted output in this period.");

    private static MedianKpi TimeToMarket() => new(
        new KpiDefinition(
            "time-to-market", "Time to market", KpiUnit.Seconds, OverOutputs,
            "How long it took from the trigger of a run to the publication of its output."),
        new PublishedMeasure(),
        "No output was published in this period.");

    private static ShareKpi ChangeFailureRate() => new(
        new KpiDefinition(
            "change-failure-rate", "Change failure rate", KpiUnit.Share, [KpiAxis.Bucket, KpiAxis.Pipeline],
            "How many new versions were rolled back, or had more outputs rejected than the version before beyond chance (Fisher's exact test, 5 %)."),
        new VersionMeasure("versions that failed", KpiUnit.Count, VersionFacts.FailedChangesAsync),
        new VersionMeasure("versions that took the place of another", KpiUnit.Count, VersionFacts.ChangesAsync),
        "No version took the place of another in this period.");

    private static ShareOfTimeKpi Elevation() => new(
        new KpiDefinition(
            "elevation", "Elevation", KpiUnit.Share, OverOutputs,
            "How much of people's time went into strategy, ethics or creative direction rather than checking and rework."),
        LabourMeasure.OnDirection,
        LabourMeasure.All,
        "No time of people was measured in this period.");

    private static ShareKpi UnmeasuredLabour() => new(
        new KpiDefinition(
            "unmeasured-labour", "Unmeasured labour", KpiUnit.Share, OverOutputs,
            "How many stretches of people's time have no measured length, as decisions through the API have none."),
        LabourMeasure.Unmeasured,
        LabourMeasure.Stretches,
        "Nobody spent time in this period.");

    private static ShareKpi PricedCalls() => new(
        new KpiDefinition(
            "priced-calls", "Calls priced", KpiUnit.Share, OverOutputs,
            "How many of the calls that used something have a price; the others are not in any total."),
        new CallMeasure(RollupFact.CallsPriced, "calls priced", r => r.Call.Pricing == PricingState.Priced),
        new CallMeasure(RollupFact.CallsUsed, "calls that used something", r => r.Call.Pricing != PricingState.None),
        "No call used anything in this period.");

    private static ShareKpi EstimatedUsage() => new(
        new KpiDefinition(
            "estimated-usage", "Use estimated", KpiUnit.Share, OverOutputs,
            "How many of the calls that used something were counted by GenOps, because the provider did not tell."),
        new CallMeasure(RollupFact.CallsEstimated, "calls counted by GenOps", r => r.Call.Pricing != PricingState.None && r.Call.UsageEstimated),
        new CallMeasure(RollupFact.CallsUsed, "calls that used something", r => r.Call.Pricing != PricingState.None),
        "No call used anything in this period.");

    private static SumKpi Reconciliation() => new(
        new KpiDefinition(
            "ledger-difference", "Difference to the ledger", KpiUnit.NanoUsd, [],
            "The cost shown, split by kind and class, less the rows of the bare ledger of the same period: always zero. That sums, ledger and calls agree is told by the reconciliation."),
        new CombinedMeasure("cost shown less the ledger", CostMeasure.Charged, new LedgerMeasure()),
        sums =>
        {
            var shown = sums.Numerator.Cells.Where(c => c.Key.Kind is not null).ToList();
            var ledger = sums.Numerator.Cells.Where(c => c.Key.Kind is null).ToList();
            return $"Cost shown {Exactly.Usd(shown.Sum(c => c.Amount))} in {shown.Sum(c => c.Rows)} entries, the ledger "
                + $"{Exactly.Usd(-ledger.Sum(c => c.Amount))} in {ledger.Sum(c => c.Rows)} entries: difference {Exactly.Usd(sums.Numerator.Amount)}.";
        });
}

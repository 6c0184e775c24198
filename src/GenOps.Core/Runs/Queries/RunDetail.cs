using GenOps.Core.Delivery;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Protocol;

namespace GenOps.Core.Runs.Queries;

/// <summary>A run with all that came of it, as the run page, the API and the command line show it.</summary>
public sealed record RunDetail
{
    public required RunId Id { get; init; }

    /// <summary>The pipeline's name.</summary>
    public required string Pipeline { get; init; }

    public required PipelineId PipelineId { get; init; }

    /// <summary>The version's number, from 1.</summary>
    public required int Version { get; init; }

    public required PipelineVersionId VersionId { get; init; }

    public required RunState State { get; init; }

    /// <summary>Sum of the run's ledger entries, review labour included; nano-US-dollars.</summary>
    public required long CostNanoUsd { get; init; }

    /// <summary>Calls that used something without a price; the cost leaves them out.</summary>
    public required int UnpricedCalls { get; init; }

    public required MoneyMode Money { get; init; }

    public required string CostCentre { get; init; }

    /// <summary><c>manual</c>, <c>schedule</c>, <c>api</c>, <c>cli</c> or <c>sample</c>.</summary>
    public required string Trigger { get; init; }

    public required string TriggeredBy { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime TriggeredAt { get; init; }

    /// <summary>UTC; null until the first step was claimed.</summary>
    public DateTime? StartedAt { get; init; }

    /// <summary>UTC; null until it ended.</summary>
    public DateTime? EndedAt { get; init; }

    /// <summary>Whose turn it is first, where it waits among others.</summary>
    public RunPriority Priority { get; init; }

    /// <summary>How it stands, as the desk counts it; null once it ended.</summary>
    public RunStanding? Standing { get; init; }

    /// <summary>What it waits for; null while something of it is at work.</summary>
    public WaitDetail? Waits { get; init; }

    /// <summary>When its timeout ends it, UTC; pauses and reviews add to it. Null without a timeout, and until it began.</summary>
    public DateTime? Deadline { get; init; }

    /// <summary>A person asked for it to end.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>A person asked for its calls under way to be broken off.</summary>
    public bool AbortRequested { get; init; }

    /// <summary>The run it repeats; null for a first run.</summary>
    public RunId? RerunOf { get; init; }

    /// <summary>The runs that repeat it, oldest first.</summary>
    public IReadOnlyList<RunId> Reruns { get; init; } = [];

    /// <summary>Why it failed, in plain words; null otherwise.</summary>
    public string? Problem { get; init; }

    /// <summary>Why it stands still although it could go on; empty when nothing holds it.</summary>
    public required IReadOnlyList<HoldDetail> Holds { get; init; }

    /// <summary>In the order of the definition; a mapped step before its items. Each row's cost is its own: they sum to the run's.</summary>
    public required IReadOnlyList<StepDetail> Steps { get; init; }

    /// <summary>One row per file or text of the newest revisions.</summary>
    public required IReadOnlyList<OutputDetail> Outputs { get; init; }

    /// <summary>Reviews that wait for a person.</summary>
    public required IReadOnlyList<OpenReview> OpenReviews { get; init; }
}

/// <summary>A hold in force.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Scope">What is held.</param>
/// <param name="Target">Its id, or the provider's name.</param>
/// <param name="Reason">As the person wrote.</param>
/// <param name="By">Who placed it.</param>
/// <param name="PlacedAt">UTC.</param>
/// <param name="Until">When it ends by itself, UTC; null for until released.</param>
public sealed record HoldDetail(HoldId Id, HoldScope Scope, string Target, string Reason, string By, DateTime PlacedAt, DateTime? Until)
{
    /// <summary>The run that is held, or whose step is; null for the other scopes.</summary>
    public RunId? RunId { get; init; }

    /// <summary>The step that is held; null for the other scopes.</summary>
    public StepRunId? StepRunId { get; init; }

    /// <summary>The name of the pipeline whose run or step is held; null for the other scopes, and where it stands beside it anyway.</summary>
    public string? Pipeline { get; init; }

    /// <summary>The id in its definition of the step that is held; null like <see cref="Pipeline"/>.</summary>
    public string? Step { get; init; }

    /// <summary>What ends it: a person's word (<see cref="WaitKind.Hold"/>), room in a budget, or the settlement of a call.</summary>
    public WaitKind Cause { get; init; } = WaitKind.Hold;

    /// <summary>Which budget or provider, where GenOps placed it; empty otherwise.</summary>
    public string CauseTarget { get; init; } = "";

    /// <summary>Whether to resume it does anything, as the command judges it.</summary>
    public bool CanResume => Hold.CanResume(Cause);

    /// <summary>The hold as people see it.</summary>
    public static HoldDetail Of(Hold hold) => new(hold.Id, hold.Scope, hold.Target, hold.Reason, hold.By, hold.PlacedAt, hold.Until)
    {
        RunId = hold.RunId,
        StepRunId = hold.StepRunId,
        Cause = hold.Cause,
        CauseTarget = hold.CauseTarget,
    };
}

/// <summary>One step of a run, or one item of a mapped step.</summary>
public sealed record StepDetail
{
    /// <summary>The step's id in the definition.</summary>
    public required string Id { get; init; }

    /// <summary>Place of the item, from 0; null for a step that is no item.</summary>
    public int? Item { get; init; }

    public required StepRunId StepRunId { get; init; }

    /// <summary>As the definition writes it: <c>prompt</c>, <c>image</c>, …</summary>
    public required string Kind { get; init; }

    public required StepState State { get; init; }

    /// <summary>How often it was claimed.</summary>
    public required int Attempts { get; init; }

    /// <summary>The run whose finished step it is a copy of, at no cost; null for one that was worked on.</summary>
    public RunId? ReusedFrom { get; init; }

    /// <summary>Raised by an operator's retry.</summary>
    public required int Generation { get; init; }

    /// <summary>Sum of the ledger entries of this row alone; nano-US-dollars.</summary>
    public required long CostNanoUsd { get; init; }

    /// <summary>UTC of the first claim.</summary>
    public DateTime? StartedAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTime? EndedAt { get; init; }

    /// <summary>Waits until then, UTC; null when it does not wait for a time.</summary>
    public DateTime? ReadyAt { get; init; }

    /// <summary>What it waits for; null when it does not wait.</summary>
    public WaitDetail? Waits { get; init; }

    /// <summary>The judge's score, 0 to 1; null without one.</summary>
    public double? Score { get; init; }

    /// <summary>Facts the judge missed; null without a count.</summary>
    public int? Missing { get; init; }

    /// <summary>Null where there is no schema.</summary>
    public bool? SchemaValid { get; init; }

    /// <summary>Why it waits or failed, in plain words; null otherwise.</summary>
    public string? Problem { get; init; }

    /// <summary>In the order made.</summary>
    public required IReadOnlyList<CallDetail> Calls { get; init; }
}

/// <summary>One request to one provider.</summary>
public sealed record CallDetail
{
    public required ModelCallId Id { get; init; }

    public required CallPurpose Purpose { get; init; }

    public required string Provider { get; init; }

    public required string Model { get; init; }

    public required Tier Tier { get; init; }

    public required CallState State { get; init; }

    public required int Generation { get; init; }

    public required int Ordinal { get; init; }

    public required int Attempt { get; init; }

    /// <summary>Quantity by meter, in exclusive buckets; only those used.</summary>
    public required IReadOnlyDictionary<string, long> Usage { get; init; }

    /// <summary>The use was counted by GenOps, not told by the provider.</summary>
    public bool UsageEstimated { get; init; }

    /// <summary>The model the answer names, which is the one priced; null where it names none.</summary>
    public string? AnsweredModel { get; init; }

    /// <summary>The service tier the answer names; null where it names none.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>What of its use has no price, in words; null where all of it has one.</summary>
    public string? UnpricedUse { get; init; }

    /// <summary>Nano-US-dollars; null while unknown or unpriced, and the priced part where it is partly priced.</summary>
    public long? CostNanoUsd { get; init; }

    /// <summary>The worst case reserved before it was sent, nano-US-dollars; null where the model is unpriced.</summary>
    public long? ReservedNanoUsd { get; init; }

    public required PricingState Pricing { get; init; }

    /// <summary>The entries of the price book that priced it.</summary>
    public required IReadOnlyList<PriceDetail> PriceEntries { get; init; }

    /// <summary>Why it went to this model; null where no decision was recorded.</summary>
    public RouteDetail? Route { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTime? SentAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTime? EndedAt { get; init; }

    /// <summary>What went wrong, in plain words; null otherwise.</summary>
    public string? Problem { get; init; }
}

/// <summary>A price as it stood in the book: US dollars for one unit, null where the entry withdraws a price; in force from, UTC.</summary>
public sealed record PriceDetail(
    PriceEntryId Id, string Provider, string Model, Meter Meter, string Variant, decimal? UnitPriceUsd, DateTime ValidFrom, string Source);

/// <summary>Why a call went where it went.</summary>
public sealed record RouteDetail(string Asked, string Chosen, string Reason, double Propensity);

/// <summary>One file or text of an output's newest revision.</summary>
public sealed record OutputDetail
{
    /// <summary>The artifact's id; null where the output has none yet.</summary>
    public ArtifactId? Id { get; init; }

    public required OutputId OutputId { get; init; }

    /// <summary>The output's name in the definition.</summary>
    public required string Output { get; init; }

    /// <summary>The step that made it; null where the output has no artifact.</summary>
    public string? Step { get; init; }

    /// <summary>Place of the item, from 0; null for none.</summary>
    public int? Item { get; init; }

    /// <summary><c>text</c>, <c>image</c>, <c>json</c>, <c>csv</c> or <c>file</c>.</summary>
    public required string Kind { get; init; }

    public required Outputs.OutputState State { get; init; }

    /// <summary>Where it was published; null until then.</summary>
    public string? Path { get; init; }

    /// <summary>The file's name; empty where the output has no artifact.</summary>
    public required string Name { get; init; }

    public required string MediaType { get; init; }

    /// <summary>Bytes.</summary>
    public required long Length { get; init; }

    /// <summary>The revision's number, from 1.</summary>
    public required int Revision { get; init; }
}

/// <summary>A review that waits for a person.</summary>
public sealed record OpenReview(ReviewTaskId Id, OutputId OutputId, DateTime OpenedAt);

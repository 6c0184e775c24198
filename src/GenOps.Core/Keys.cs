using GenOps.Core;

[assembly: Keys(
    "User", "ApiKey", "SignIn", "SavedView", "AuditEntry", "OutboxMessage",
    "Pipeline", "PipelineVersion", "PipelineDraft", "PipelineActivation",
    "Schedule", "ScheduleOccurrence", "Backfill", "BackfillItem", "Trigger", "TriggerDelivery",
    "Run", "RunRequest", "RunBatch", "RunBatchItem", "StepRun", "Hold",
    "ModelCall", "UsageLine", "RouteDecision", "Reroute", "ProviderAccount", "OutboundAllowance",
    "PriceEntry", "PriceAlias", "LedgerEntry", "Assumption", "Labour",
    "Budget", "BudgetAccount", "BudgetReservation", "BudgetWait", "BudgetAlert",
    "Output", "OutputRevision", "Artifact", "Flag", "PublishCall",
    "ReviewTask", "ReviewClaim", "ReviewSkip", "ReviewDecision",
    "Alert", "AlertMute", "AlertNotice")]

namespace GenOps.Core;

/// <summary>States which rows have keys of their own: for each a struct is written at build, <c>RunId</c> for a <c>Run</c>, by GenOps.Keys.</summary>
/// <param name="rows">The names of the rows.</param>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class KeysAttribute(params string[] rows) : Attribute
{
    /// <summary>The names of the rows.</summary>
    public IReadOnlyList<string> Rows { get; } = rows;
}

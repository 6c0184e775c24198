using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Steps;

namespace GenOps.Core.Runs.Engine.Hot;

/// <summary>The one call of a step, made ready before it is claimed: composed, counted, hashed and routed, so that the commit only writes it down.</summary>
/// <param name="Lease">The hold on the step as it will be; no renewal begins before its commit is known.</param>
/// <param name="Definition">The step as defined.</param>
/// <param name="Asking">What it asks.</param>
/// <param name="Ticket">Names the call.</param>
/// <param name="Draft">The request, by the route that is taken while nothing stands in its way.</param>
/// <param name="Tier">The tier it counts under.</param>
/// <param name="Reserved">The most it may cost; null where its model has no price.</param>
/// <param name="Sources">The contents it was composed of.</param>
internal sealed record HotQuestion(
    StepLease Lease, PromptStep Definition, PromptStepKind.Asking Asking, CallTicket Ticket, IntentDraft Draft, Tier Tier, Money? Reserved, IReadOnlyList<BlobHash> Sources)
{
    /// <summary>Its step is an item of a map.</summary>
    public bool IsOfItem => Lease.Step.Item != StepRun.NoItem;

    /// <summary>The call, as it was committed; null before.</summary>
    public ModelCall? Call { get; set; }
}

using GenOps.Core.Blobs;
using GenOps.Core.Data.Bulk;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Ledger;
using GenOps.Core.Outputs;
using GenOps.Core.Publishing;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;

namespace GenOps.Core.Demonstration;

/// <summary>The rows of one stretch, until they are written.</summary>
internal sealed class DemoRows
{
    public List<Blob> Blobs { get; } = [];

    public List<Run> Runs { get; } = [];

    public List<StepRun> Steps { get; } = [];

    public List<ModelCall> Calls { get; } = [];

    public List<UsageLine> Usage { get; } = [];

    public List<RouteDecision> Routes { get; } = [];

    public List<LedgerEntry> Ledger { get; } = [];

    public List<Output> Outputs { get; } = [];

    public List<OutputRevision> Revisions { get; } = [];

    public List<Artifact> Artifacts { get; } = [];

    public List<Flag> Flags { get; } = [];

    public List<ReviewTask> Tasks { get; } = [];

    public List<ReviewDecision> Decisions { get; } = [];

    public List<Labour> Labour { get; } = [];

    public List<PublishCall> Deliveries { get; } = [];

    public int Count => Blobs.Count + Runs.Count + Steps.Count + Calls.Count + Usage.Count + Routes.Count + Ledger.Count + Outputs.Count
        + Revisions.Count + Artifacts.Count + Flags.Count + Tasks.Count + Decisions.Count + Labour.Count + Deliveries.Count;

    /// <summary>Forgets what no figure is made of.</summary>
    public void Strip()
    {
        Usage.Clear();
        Routes.Clear();
        Revisions.Clear();
        Artifacts.Clear();
        Deliveries.Clear();
    }

    /// <summary>What is referred to goes first.</summary>
    public void Write(BulkWriter writer)
    {
        writer.Write(Blobs);
        writer.Write(Runs);
        writer.Write(Steps);
        writer.Write(Calls);
        writer.Write(Usage);
        writer.Write(Routes);
        writer.Write(Ledger);
        writer.Write(Outputs);
        writer.Write(Revisions);
        writer.Write(Artifacts);
        writer.Write(Flags);
        writer.Write(Tasks);
        writer.Write(Decisions);
        writer.Write(Labour);
        writer.Write(Deliveries);
    }
}

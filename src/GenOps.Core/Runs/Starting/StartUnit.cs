using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Data.Store;
using GenOps.Core.Pipelines;

namespace GenOps.Core.Runs.Starting;

/// <summary>
/// One start on the hot path: refused where the pipeline takes no runs, has another version by now, or the key has started a run; the
/// slow path then says which. It locks nothing, as a start never did: who pauses a pipeline finds the run there or keeps it out.
/// </summary>
internal sealed class StartUnit(Actor actor, PreparedRun prepared, StartKey? key, TimeProvider time) : StoreUnit
{
    private Asked<Pipeline?>? pipeline;
    private Asked<RunRequest?>? before;
    private OpenHolds? holds;

    /// <summary>The run, once the unit was decided.</summary>
    public StartedRun? Started { get; private set; }

    /// <inheritdoc />
    public override Guid Key { get; } = Guid.CreateVersion7();

    /// <inheritdoc />
    public override void Lock(StoreLocks locks)
    {
        // Nothing that is there changes.
    }

    /// <inheritdoc />
    public override void Ask(StoreReading reading)
    {
        pipeline = reading.Row<Pipeline>("\"Id\" = $1", prepared.Pipeline);
        holds = reading.Shared<OpenHolds>();
        if (key is not null) before = reading.Row<RunRequest>("\"Caller\" = $1 AND \"Key\" = $2", StartRunOnce.CallerOf(actor), key.Text);
    }

    /// <inheritdoc />
    public override bool Decide()
    {
        if (pipeline!.Value is not { } row || row.ActiveVersionId != prepared.Version || before?.Value is not null) return false;
        var now = time.UtcNow();
        var facts = new StartFacts(row, holds!.On(row.Id, now));
        if (facts.Refusal() is not null) return false;
        Started = StartedRun.Of(prepared, facts, actor, now);
        return true;
    }

    /// <inheritdoc />
    public override void Write(StoreWriting writing)
    {
        var run = Started!.Run;
        writing.Blob(prepared.Inputs, run.TriggeredAt);
        writing.Insert(run);
        foreach (var step in Started.Steps) writing.Insert(step);
        writing.Insert(RunWakes.Of(run.Id, run.Priority, run.TriggeredAt));
        writing.Insert(AuditTrail.Entry(actor, run.TriggeredAt, "run.start", "run", run.Id, Started.Told));
        if (key is not null) writing.Insert(StartRunOnce.Remember(actor, key, Started));
    }

    /// <summary>The pauses that may keep a start back or are told with it, once for all starts of a group.</summary>
    private sealed class OpenHolds : SharedFacts
    {
        private Asked<IReadOnlyList<Hold>>? open;

        /// <inheritdoc />
        public override void Ask(StoreReading reading) => open = reading.Rows<Hold>(
            "\"Scope\" IN ($1, $2, $3) AND \"ReleasedAt\" IS NULL ORDER BY \"PlacedAt\"", HoldScope.Pipeline, HoldScope.Intake, HoldScope.Provider);

        /// <summary>Those in force on a pipeline and on providers.</summary>
        public IReadOnlyList<Hold> On(PipelineId pipeline, DateTime now)
        {
            var target = pipeline.ToString();
            return [.. open!.Value.Where(h => (h.Until is null || h.Until > now) && (h.Scope == HoldScope.Provider || h.Target == target))];
        }
    }
}

using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Faults;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Limits;
using GenOps.Core.Runs.Steps;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Runs.Engine;

/// <summary>Works on one claimed step and puts down what came of it.</summary>
public sealed class StepExecutor(
    IDbContextFactory<GenOpsDbContext> factory, IEnumerable<IStepKind> kinds, StepCompletion completion, StepBreaks breaks, StepPlaces places, RunPlaces runPlaces,
    StepValues values, ILogger<StepExecutor> log)
{
    private readonly Dictionary<StepKind, IStepKind> kinds = kinds.ToDictionary(k => k.Kind);

    /// <summary>Works on the step; its lease is given back afterwards.</summary>
    /// <param name="lease">The worker's hold on it.</param>
    /// <param name="script">The run's script.</param>
    /// <param name="stopping">This process stops; the step is worked on to its end all the same.</param>
    public async Task ExecuteAsync(StepLease lease, RunScript script, CancellationToken stopping)
    {
        await using (lease)
        {
            CrashPoints.Follow(lease.Run.Id);
            if (await WorkAsync(lease, script, stopping))
            {
                await CrashPoints.ReachAsync(CrashPoint.Applied);
                await places.GiveAsync(lease.Run.PipelineId, script.Definition.Step(lease.Step.StepId), CancellationToken.None);
            }
            else
            {
                log.LogWarning("Step {Step} of run {Run} was taken over by another worker; its outcome is theirs", lease.Step.StepId, lease.Run.Id);
            }

            if (lease.Run.State != RunState.Running) await runPlaces.GiveAsync(lease.Run.PipelineId, CancellationToken.None);
        }
    }

    /// <returns>False when the step belongs to another worker now.</returns>
    private async Task<bool> WorkAsync(StepLease lease, RunScript script, CancellationToken stopping)
    {
        try
        {
            await CrashPoints.ReachAsync(CrashPoint.Claimed);
            if (await breaks.EndLostAsync(lease, script) is { } ended) return ended;
            var outcome = await InTimeAsync(lease, await OutcomeAsync(lease, script, CancellationToken.None), CancellationToken.None);
            return await completion.ApplyAsync(lease, script, outcome, CancellationToken.None);
        }
        catch (Exception e)
        {
            return await breaks.PutDownAsync(lease, script, e, stopping);
        }
    }

    private async Task<StepOutcome> OutcomeAsync(StepLease lease, RunScript script, CancellationToken cancellationToken)
    {
        var definition = script.Definition.Step(lease.Step.StepId);
        try
        {
            await using var db = await factory.CreateDbContextAsync(cancellationToken);
            var before = await StepValues.RowsAsync(db, lease.Run, lease.Step.Item, script.Graph.DependenciesOf(definition.Id), cancellationToken);
            if (WhySkipped(script, definition, before) is { } reason) return new StepOutcome.Skipped(reason);
            if (definition.Map is not null && lease.Step.Item == StepRun.NoItem)
                return new StepOutcome.Expanded((await values.MapListAsync(db, lease.Run, script, definition.Id, before, cancellationToken)).Count);
            var seen = await values.LoadAsync(db, lease.Run, script, definition.Id, lease.Step.Item, before, definition.Paths(), cancellationToken);
            if (definition.When is { } when && !when.Evaluate(seen)) return new StepOutcome.Skipped($"Its condition was false: {when.Text} ({when.Explain(seen)}).");
            return await kinds[definition.Kind].WorkAsync(new StepWork(lease, script, definition, seen), cancellationToken);
        }
        catch (CallEnded ended)
        {
            return ended.Outcome;
        }
        catch (GenOpsException e)
        {
            return new StepOutcome.Failed(e.Message);
        }
    }

    /// <summary>
    /// A step over its time fails, though its answers are kept. Not while it is held, nor before what became of its calls is
    /// known; and what was delivered is delivered.
    /// </summary>
    private async Task<StepOutcome> InTimeAsync(StepLease lease, StepOutcome outcome, CancellationToken cancellationToken)
    {
        if (lease.Timeout is null || outcome is StepOutcome.Published or StepOutcome.Held or StepOutcome.Failed) return outcome;
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (await lease.OverdueAsync(db, cancellationToken) is not { } reason) return outcome;
        var open = await db.ModelCalls.AnyAsync(
            c => c.StepRunId == lease.Step.Id && (c.State == CallState.Sending || c.State == CallState.InDoubt), cancellationToken);
        return open ? outcome : new StepOutcome.Failed(reason);
    }

    /// <summary>A step that reads from a skipped one has nothing to read. Reviews and deliveries take what there is.</summary>
    private static string? WhySkipped(RunScript script, StepDefinition definition, List<StepRun> before)
    {
        if (definition.ActsOnOutputs) return null;
        var first = before.Find(
            s => s.State == StepState.Skipped && (s.Item == StepRun.NoItem || script.Graph.SameFamily(s.StepId, definition.Id)));
        return first is null ? null : $"Step '{first.StepId}', which it needs, was skipped.";
    }
}

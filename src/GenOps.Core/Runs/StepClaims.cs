using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Pipelines.Definitions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Runs;

/// <summary>T0 of the protocol: takes ready steps, each by one guarded update, so that no two workers hold one.</summary>
public sealed class StepClaims(
    IDbContextFactory<GenOpsDbContext> factory, NodeIdentity node, IOptions<RecoveryOptions> options, TimeProvider time, ILogger<StepClaims> log)
{
    /// <summary>Claims up to <paramref name="room"/> steps of a run.</summary>
    public async Task<List<StepLease>> TakeAsync(Run run, PipelineDefinition definition, int room, CancellationToken cancellationToken)
    {
        var taken = new List<StepLease>();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var now = time.UtcNow();
        if (await HoldQuery.OnRunAsync(db, run, now, cancellationToken) is not null) return taken;
        var candidates = await CandidatesAsync(db, run.Id, now, cancellationToken);
        if (candidates.Count == 0) return taken;
        var working = await db.StepRuns
            .Where(s => s.RunId == run.Id && s.State == StepState.Running && s.LeaseUntil >= now && s.Item != StepRun.NoItem)
            .GroupBy(s => s.StepId).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        foreach (var step in candidates)
        {
            if (taken.Count == room) break;
            var atOnce = step.Item == StepRun.NoItem ? int.MaxValue : definition.Step(step.StepId).Map?.Concurrency ?? int.MaxValue;
            var busy = working.GetValueOrDefault(step.StepId);
            if (step.Item != StepRun.NoItem && busy >= atOnce) continue;
            if (await ClaimAsync(db, run, step, cancellationToken) is not { } lease) continue;
            taken.Add(lease);
            working[step.StepId] = busy + 1;
        }

        return taken;
    }

    /// <summary>When the next step of the run that waits for a time may be claimed; null when none does.</summary>
    public async Task<DateTime?> NextReadyAtAsync(RunId run, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.StepRuns.Where(s => s.RunId == run && s.State == StepState.Ready && s.ReadyAt != null)
            .MinAsync(s => s.ReadyAt, cancellationToken);
    }

    private static async Task<List<StepRun>> CandidatesAsync(GenOpsDbContext db, RunId run, DateTime now, CancellationToken cancellationToken)
    {
        var steps = await db.StepRuns.AsNoTracking()
            .Where(s => s.RunId == run)
            .Where(s => (s.State == StepState.Ready && (s.ReadyAt == null || s.ReadyAt <= now))
                || (s.State == StepState.Running && s.LeaseUntil < now))
            .OrderBy(s => s.Position).ThenBy(s => s.Item)
            .ToListAsync(cancellationToken);
        if (steps.Count == 0) return steps;
        var held = await HoldQuery.Active(db, now).Where(h => h.Scope == HoldScope.Step).Select(h => h.Target).ToListAsync(cancellationToken);
        return [.. steps.Where(s => !held.Contains(s.Id.ToString()))];
    }

    private async Task<StepLease?> ClaimAsync(GenOpsDbContext db, Run run, StepRun step, CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        var until = now + options.Value.Lease;
        var claimed = await db.StepRuns
            .Where(s => s.Id == step.Id && s.LeaseEpoch == step.LeaseEpoch)
            .Where(s => s.State == StepState.Ready || (s.State == StepState.Running && s.LeaseUntil < now))
            .ExecuteUpdateAsync(
                s => s.SetProperty(x => x.State, StepState.Running)
                    .SetProperty(x => x.LeaseOwner, node.Name)
                    .SetProperty(x => x.LeaseEpoch, x => x.LeaseEpoch + 1)
                    .SetProperty(x => x.LeaseUntil, until)
                    .SetProperty(x => x.Attempts, x => x.Attempts + 1)
                    .SetProperty(x => x.StartedAt, x => x.StartedAt ?? now)
                    .SetProperty(x => x.Problem, ""),
                cancellationToken);
        if (claimed == 0) return null;
        step.State = StepState.Running;
        step.LeaseOwner = node.Name;
        step.LeaseEpoch++;
        step.LeaseUntil = until;
        step.StartedAt ??= now;
        return new StepLease(factory, run, step, options.Value.Lease, time, log);
    }
}

using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Limits;
using GenOps.Core.Runs.Nodes;
using GenOps.Core.Runs.Steps;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Engine;

/// <summary>T0 of the protocol: takes ready steps, each by one guarded update, so that no two workers hold one.</summary>
public sealed class StepClaims(
    IDbContextFactory<GenOpsDbContext> factory, NodeIdentity node, LeaseClock clock, LeaseKeeper leases, RunPlaces places, TimeProvider time)
{
    /// <summary>Claims up to <paramref name="room"/> steps of a run.</summary>
    public async Task<List<StepLease>> TakeAsync(Run run, PipelineDefinition definition, int room, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var now = time.UtcNow();
        if (await HoldQuery.OnRunAsync(db, run, now, cancellationToken) is not null)
        {
            if (await places.LeaveIfPausedAsync(run.Id, cancellationToken)) RunTransitions.Reflect(run, RunState.Pending);
            return [];
        }

        var leaseNow = await clock.NowAsync(db, cancellationToken);
        var candidates = await StepCandidates.OfAsync(db, run, definition, room, now, leaseNow, cancellationToken);
        if (candidates.Count == 0) return [];
        // A run begins together with its first step, in one commit; places are taken under the pipeline's lock.
        var begins = run.State != RunState.Running || run.StartedAt is null || (definition.Timeout is not null && run.Deadline is null);
        var limited = candidates.Exists(s => s.State == StepState.Ready && StepPlaces.MostOf(definition, s) is not null);
        await using var transaction = begins || limited ? await WriteTransaction.BeginAsync(db, cancellationToken) : null;
        if (limited) await RunPlaces.LockAsync(db, run.PipelineId, cancellationToken);
        List<(StepRun Step, LeaseTerm Term)> claimed = [];
        if (!begins || await BeginAsync(db, run, definition, now, cancellationToken))
            claimed = await ClaimSomeAsync(db, run, definition, candidates, room, leaseNow, cancellationToken);
        if (transaction is not null) await transaction.CommitAsync(cancellationToken);
        return claimed.ConvertAll(c => Kept(leases.Begin(run, c.Step, TimeoutOf(definition, c.Step), c.Term)));
    }

    /// <summary>The hold on a step as it will be once it is claimed elsewhere; nothing is claimed by it, and no renewal begins.</summary>
    internal async Task<StepLease> ForeseeAsync(Run run, StepRun step, PipelineDefinition definition)
    {
        await using var db = await factory.CreateDbContextAsync();
        var term = await leases.TermAsync(db, CancellationToken.None);
        var claimed = new StepRun
        {
            Id = step.Id,
            RunId = step.RunId,
            StepId = step.StepId,
            Kind = step.Kind,
            Item = step.Item,
            Position = step.Position,
            Generation = step.Generation,
            Attempts = step.Attempts + 1,
            LeaseOwner = node.Name,
            LeaseEpoch = step.LeaseEpoch + 1,
            LeaseUntil = term.Until,
        };
        StepTransitions.Reflect(claimed, StepState.Running);
        return leases.Begin(run, claimed, TimeoutOf(definition, claimed), term);
    }

    /// <summary>When the next step of the run that waits for a time may be claimed; null when none does.</summary>
    public async Task<DateTime?> NextReadyAtAsync(RunId run, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.StepRuns.Where(s => s.RunId == run && s.State == StepState.Ready && s.ReadyAt != null)
            .MinAsync(s => s.ReadyAt, cancellationToken);
    }

    private static StepLease Kept(StepLease lease)
    {
        lease.Keep();
        return lease;
    }

    private async Task<List<(StepRun Step, LeaseTerm Term)>> ClaimSomeAsync(
        GenOpsDbContext db, Run run, PipelineDefinition definition, List<StepRun> candidates, int room, DateTime leaseNow, CancellationToken cancellationToken)
    {
        var working = await db.StepRuns
            .Where(s => s.RunId == run.Id && s.State == StepState.Running && s.LeaseUntil >= leaseNow && s.Item != StepRun.NoItem)
            .GroupBy(s => s.StepId).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        var free = new Dictionary<string, int>();
        var (claimed, waiting) = (new List<(StepRun Step, LeaseTerm Term)>(), new List<StepRun>());
        foreach (var step in candidates)
        {
            if (claimed.Count == room) break;
            var atOnce = step.Item == StepRun.NoItem ? int.MaxValue : definition.Step(step.StepId).Map?.Concurrency ?? int.MaxValue;
            var busy = working.GetValueOrDefault(step.StepId);
            if (step.Item != StepRun.NoItem && busy >= atOnce) continue;
            // One whose worker died still has its place.
            var most = step.State == StepState.Ready ? StepPlaces.MostOf(definition, step) : null;
            if (most is { } places && !free.ContainsKey(step.StepId))
                free[step.StepId] = await StepPlaces.FreeAsync(db, run, definition.Step(step.StepId), places, time.UtcNow(), cancellationToken);
            if (most is not null && free[step.StepId] == 0)
            {
                waiting.Add(step);
                continue;
            }

            if (await ClaimAsync(db, step, TimeoutOf(definition, step), cancellationToken) is not { } term) continue;
            claimed.Add((step, term));
            working[step.StepId] = busy + 1;
            if (most is not null) free[step.StepId]--;
        }

        foreach (var id in waiting.Where(s => s.WaitsFor != WaitKind.StepPlace).Select(s => s.StepId).Distinct())
            await StepPlaces.WaitAsync(db, run.Id, definition, id, time.UtcNow(), cancellationToken);
        return claimed;
    }

    /// <summary>Takes one of the pipeline's places, where these are limited; from here on the run's time counts.</summary>
    /// <returns>False when there is none for it.</returns>
    private static async Task<bool> BeginAsync(GenOpsDbContext db, Run run, PipelineDefinition definition, DateTime now, CancellationToken cancellationToken)
    {
        if (!await RunPlaces.EnterAsync(db, run, now, cancellationToken))
        {
            RunTransitions.Reflect(run, RunState.Pending);
            return false;
        }

        DateTime? deadline = now + definition.Timeout;
        await db.Runs.Where(r => r.Id == run.Id && r.EndedAt == null).MoveAsync(
            RunState.Running,
            r => r.SetProperty(x => x.StartedAt, x => x.StartedAt ?? now).SetProperty(x => x.Deadline, x => x.Deadline ?? deadline),
            cancellationToken);
        RunTransitions.Reflect(run, RunState.Running);
        run.StartedAt ??= now;
        run.Deadline ??= deadline;
        return true;
    }

    /// <summary>Making the items of a map is not what its timeout is about.</summary>
    private static TimeSpan? TimeoutOf(PipelineDefinition definition, StepRun step)
    {
        var of = definition.Step(step.StepId);
        return of.Map is not null && step.Item == StepRun.NoItem ? null : of.Timeout;
    }

    /// <returns>Null when somebody else was first.</returns>
    private async Task<LeaseTerm?> ClaimAsync(GenOpsDbContext db, StepRun step, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        using var turn = await WriteTurn.TakeAsync(db, cancellationToken);
        var now = time.UtcNow();
        DateTime? deadline = now + timeout;
        var term = await leases.TermAsync(db, cancellationToken);
        // One that was given back in good order has no owner any more.
        var lost = step.LostLeases + (step.State == StepState.Running && step.LeaseOwner.Length > 0 ? 1 : 0);
        var claimed = await db.StepRuns
            .Where(s => s.Id == step.Id && s.LeaseEpoch == step.LeaseEpoch && s.LeaseOwner == step.LeaseOwner)
            .Where(s => s.State == StepState.Ready || (s.State == StepState.Running && s.LeaseUntil < term.From))
            .MoveAsync(
                StepState.Running,
                s => s.SetProperty(x => x.LeaseOwner, node.Name)
                    .SetProperty(x => x.LeaseEpoch, x => x.LeaseEpoch + 1)
                    .SetProperty(x => x.LeaseUntil, term.Until)
                    .SetProperty(x => x.Attempts, x => x.Attempts + 1)
                    .SetProperty(x => x.LostLeases, lost)
                    .SetProperty(x => x.StartedAt, x => x.StartedAt ?? now)
                    .SetProperty(x => x.Deadline, x => x.Deadline ?? deadline)
                    .SetProperty(x => x.Problem, ""),
                cancellationToken);
        if (claimed == 0) return null;
        StepTransitions.Reflect(step, StepState.Running);
        step.LeaseOwner = node.Name;
        step.LeaseEpoch++;
        step.LeaseUntil = term.Until;
        step.LostLeases = lost;
        step.StartedAt ??= now;
        step.Deadline ??= deadline;
        return term;
    }
}

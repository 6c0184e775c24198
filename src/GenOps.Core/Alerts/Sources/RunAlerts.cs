using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Runs.Limits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Alerts.Sources;

/// <summary>Pipelines whose runs fail, steps that nobody works on, and work that waits too long.</summary>
internal sealed class RunAlerts(IOptions<AlertOptions> options) : IAlertSource
{
    public IReadOnlyCollection<AlertKind> Kinds => [AlertKind.Failed, AlertKind.BrokenOff, AlertKind.Stuck, AlertKind.QueueOld];

    public async Task<IReadOnlyList<AlertFinding>> FindAsync(GenOpsDbContext db, DateTime now, CancellationToken cancellationToken)
    {
        var names = (await db.PipelineLabelsAsync(cancellationToken)).ToDictionary(p => p.Id, p => p.Name);
        return
        [
            .. await FailedAsync(db, names, now, cancellationToken),
            .. await BrokenAsync(db, names, now, cancellationToken),
            .. await StuckAsync(db, names, now, cancellationToken),
            .. await QueueAsync(db, now, cancellationToken),
        ];
    }

    /// <summary>Since its last success, within the last day: what has been set right by itself is no news.</summary>
    private async Task<List<AlertFinding>> FailedAsync(GenOpsDbContext db, Dictionary<PipelineId, string> names, DateTime now, CancellationToken cancellationToken)
    {
        var since = now.AddHours(-options.Value.FailedHours);
        var ended = db.Runs.AsNoTracking().Where(r => r.EndedAt >= since);
        // Each pipeline's last success first: looked for beside each failure it would be looked for ten thousand times on a bad day.
        var successes = ended.Where(r => r.State == RunState.Succeeded || r.State == RunState.Rejected)
            .GroupBy(r => r.PipelineId).Select(g => new { Pipeline = g.Key, Last = g.Max(r => r.EndedAt) });
        var failed = await ended.Where(r => r.State == RunState.Failed)
            .GroupJoin(successes, r => r.PipelineId, s => s.Pipeline, (r, s) => new { Run = r, Successes = s })
            .SelectMany(r => r.Successes.DefaultIfEmpty(), (r, s) => new { r.Run, s!.Last })
            .Where(r => r.Last == null || r.Last <= r.Run.EndedAt).Select(r => r.Run)
            .GroupBy(r => r.PipelineId).Select(g => new { Pipeline = g.Key, Count = g.Count(), Last = g.Max(r => r.EndedAt) })
            .ToListAsync(cancellationToken);
        var findings = new List<AlertFinding>();
        foreach (var group in failed)
        {
            var problem = await db.Runs.Where(r => r.PipelineId == group.Pipeline && r.EndedAt == group.Last && r.State == RunState.Failed).Select(r => r.Problem).FirstAsync(cancellationToken);
            findings.Add(new AlertFinding(
                AlertKind.Failed, $"{group.Pipeline}", $"Runs of {names[group.Pipeline]} fail", $"The last one: {problem}",
                $"/operations/runs?pipeline={names[group.Pipeline]}&state=failed", group.Count));
        }

        return findings;
    }

    /// <summary>Until their runs are retried: later successes do not mend what throws.</summary>
    private async Task<List<AlertFinding>> BrokenAsync(GenOpsDbContext db, Dictionary<PipelineId, string> names, DateTime now, CancellationToken cancellationToken)
    {
        var since = now.AddHours(-options.Value.FailedHours);
        var broken = await db.Runs.AsNoTracking().Where(r => r.EndedAt >= since && r.State == RunState.Failed)
            .Join(db.StepRuns, r => r.Id, s => s.RunId, (r, s) => new { r.PipelineId, s.State, s.Exceptions, s.LostLeases, s.EndedAt, s.StepId, s.Problem })
            .Where(s => s.State == StepState.Failed && (s.Exceptions >= StepBreaks.MostExceptions || s.LostLeases >= StepBreaks.MostLostLeases))
            .OrderBy(s => s.EndedAt).Take(1000).ToListAsync(cancellationToken);
        return [.. broken.GroupBy(s => s.PipelineId).Select(g => new AlertFinding(
            AlertKind.BrokenOff, $"{g.Key}", $"Steps of {names[g.Key]} broke off again and again", $"The last one, '{g.Last().StepId}': {g.Last().Problem}",
            $"/operations/runs?pipeline={names[g.Key]}&state=failed", g.Count()))];
    }

    private async Task<List<AlertFinding>> StuckAsync(GenOpsDbContext db, Dictionary<PipelineId, string> names, DateTime now, CancellationToken cancellationToken)
    {
        var before = now.AddMinutes(-options.Value.StuckMinutes);
        var stuck = await db.StepRuns.AsNoTracking().Where(s => s.State == StepState.Running && s.LeaseUntil < before)
            .Join(db.Runs, s => s.RunId, r => r.Id, (s, r) => r.PipelineId)
            .GroupBy(p => p).Select(g => new { Pipeline = g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        return stuck.ConvertAll(g => new AlertFinding(
            AlertKind.Stuck, $"{g.Pipeline}", $"Steps of {names[g.Pipeline]} are stuck",
            $"Nobody has worked on them for more than {options.Value.StuckMinutes} minutes, though they were begun. Is a worker running, and can it reach the database?",
            $"/operations/runs?pipeline={names[g.Pipeline]}&state=running", g.Count));
    }

    /// <summary>Not what is held, and not what was told to wait.</summary>
    private async Task<List<AlertFinding>> QueueAsync(GenOpsDbContext db, DateTime now, CancellationToken cancellationToken)
    {
        var before = now.AddMinutes(-options.Value.QueueMinutes);
        var held = await HoldQuery.Active(db, now).Select(h => h.Target).ToListAsync(cancellationToken);
        var waiting = await db.StepRuns.AsNoTracking().Where(s => s.State == StepState.Ready && s.WaitsFor != WaitKind.StepPlace && s.ReadyAt < before)
            .Join(RunPlaces.WithoutWaiting(db, db.Runs), s => s.RunId, r => r.Id, (s, r) => new { Step = s.Id, Run = r.Id, r.PipelineId, s.ReadyAt })
            .OrderBy(s => s.ReadyAt).Take(1000).ToListAsync(cancellationToken);
        var count = waiting.Count(w => !held.Contains(w.Step.ToString()) && !held.Contains(w.Run.ToString()) && !held.Contains(w.PipelineId.ToString()));
        return count == 0 ? [] :
        [
            new AlertFinding(AlertKind.QueueOld, "queue", $"Work waits for more than {options.Value.QueueMinutes} minutes",
                "Too few workers run, or none does. Start another one, or let fewer runs start at a time.", "/operations/runs?state=running", count),
        ];
    }
}

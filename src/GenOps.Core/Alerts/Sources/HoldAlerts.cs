using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Alerts.Sources;

/// <summary>What is held: one alert for each pipeline and provider, however many of its runs and steps are.</summary>
internal sealed class HoldAlerts : IAlertSource
{
    public IReadOnlyCollection<AlertKind> Kinds => [AlertKind.Held];

    public async Task<IReadOnlyList<AlertFinding>> FindAsync(GenOpsDbContext db, DateTime now, CancellationToken cancellationToken)
    {
        var names = (await db.PipelineLabelsAsync(cancellationToken)).ToDictionary(p => p.Id, p => p.Name);
        var findings = new List<AlertFinding>();
        var found = new List<(string Pipeline, Hold Hold)>();
        foreach (var hold in await HoldQuery.Active(db, now).OrderBy(h => h.PlacedAt).ToListAsync(cancellationToken))
        {
            if (hold.Scope == HoldScope.Provider)
                findings.Add(new AlertFinding(AlertKind.Held, $"provider {hold.Target}", $"No calls are sent to {hold.Target}", $"{hold.By}: {hold.Reason}", "/operations/runs", 1));
            else if (await PipelineOfAsync(db, hold, cancellationToken) is { } id && names.TryGetValue(id, out var name))
                found.Add((name, hold));
        }

        findings.AddRange(found.GroupBy(f => f.Pipeline).Select(g => new AlertFinding(
            AlertKind.Held, $"pipeline {g.Key}",
            g.Any(f => f.Hold.Scope == HoldScope.Pipeline) ? $"{g.Key} is paused" : $"Runs of {g.Key} are held",
            $"{g.Last().Hold.By}: {g.Last().Hold.Reason}", $"/operations/runs?pipeline={g.Key}", g.Select(f => f.Hold.RunId?.ToString() ?? f.Hold.Target).Distinct().Count())
        {
            WayOut = BudgetOf(g.Last().Hold) is null ? "" : "See the budget",
            WayOutLink = BudgetOf(g.Last().Hold) is { } budget ? $"/finance/budgets/{budget}" : "",
        }));
        return findings;
    }

    private static string? BudgetOf(Hold hold) => hold is { Cause: WaitKind.Budget, CauseTarget.Length: > 0 } ? hold.CauseTarget : null;

    private static async Task<PipelineId?> PipelineOfAsync(GenOpsDbContext db, Hold hold, CancellationToken cancellationToken)
    {
        switch (hold.Scope)
        {
            case HoldScope.Pipeline when Id.TryParse<PipelineId>(hold.Target, out var pipeline):
                return pipeline;
            case HoldScope.Run when Id.TryParse<RunId>(hold.Target, out var run):
                return await db.Runs.Where(r => r.Id == run && r.EndedAt == null).Select(r => (PipelineId?)r.PipelineId).FirstOrDefaultAsync(cancellationToken);
            case HoldScope.Step when Id.TryParse<StepRunId>(hold.Target, out var step):
                return await db.StepRuns.Where(s => s.Id == step).Join(db.Runs.Where(r => r.EndedAt == null), s => s.RunId, r => r.Id, (_, r) => (PipelineId?)r.PipelineId)
                    .FirstOrDefaultAsync(cancellationToken);
            default:
                return null;
        }
    }
}

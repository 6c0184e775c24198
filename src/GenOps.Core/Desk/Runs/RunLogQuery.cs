using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Runs;

/// <summary>Tells what happened in a run, from the rows there are: its steps, calls, reviews, deliveries, pauses, and what people did.</summary>
public sealed class RunLogQuery(IDbContextFactory<GenOpsDbContext> contexts, TimeProvider clock)
{
    /// <summary>The log of a run; null when there is none with this id.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<RunLog?> FindAsync(Actor actor, RunId id, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var run = await db.Runs.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        if (run is null) return null;
        var now = clock.UtcNow();
        var pipeline = await db.Pipelines.Where(p => p.Id == run.PipelineId).Select(p => p.Name).SingleAsync(cancellationToken);
        var version = await db.PipelineVersions.Where(v => v.Id == run.VersionId).Select(v => v.Number).SingleAsync(cancellationToken);
        var steps = await db.StepRuns.AsNoTracking().Where(s => s.RunId == id).ToDictionaryAsync(s => s.Id, cancellationToken);
        var calls = await db.ModelCalls.AsNoTracking().Where(c => c.RunId == id).ToListAsync(cancellationToken);

        var lines = new List<RunLogLine>();
        Add(RunLogKind.Run, null, RunLogWords.Of(run, pipeline, version));
        foreach (var step in steps.Values) Add(RunLogKind.Step, step.Id, RunLogWords.Of(step, run.TriggeredAt));
        var routes = await RoutesAsync(db, id, cancellationToken);
        foreach (var call in calls) Add(RunLogKind.Call, call.StepRunId, RunLogWords.Of(call, routes.GetValueOrDefault(call.Id)), call.Id);
        foreach (var hold in await HoldsAsync(db, run, calls, now, cancellationToken)) Add(RunLogKind.Hold, hold.StepRunId, RunLogWords.Of(hold, now));
        foreach (var reroute in await ReroutesAsync(db, run, now, cancellationToken))
            Add(RunLogKind.Reroute, steps.Values.FirstOrDefault(s => s.StepId == reroute.StepId && s.Item == StepRun.NoItem)?.Id, RunLogWords.Of(reroute));
        foreach (var publish in await db.PublishCalls.AsNoTracking().Where(c => c.RunId == id).ToListAsync(cancellationToken))
            Add(RunLogKind.Publish, publish.StepRunId, RunLogWords.Of(publish));
        await AddReviewsAsync();
        await AddPeopleAsync();
        // What happened at one instant is told in the order of what led to what: the kinds are listed so.
        return new RunLog(id, [.. lines.OrderBy(l => l.At)]);

        void Add(RunLogKind kind, StepRunId? stepId, IEnumerable<(DateTime At, string Text, bool Bad)> said, ModelCallId? call = null)
        {
            var step = stepId is { } key ? steps.GetValueOrDefault(key) : null;
            lines.AddRange(said.Select(s => new RunLogLine
            {
                At = s.At,
                Kind = kind,
                Step = step?.StepId,
                Item = step is null || step.Item == StepRun.NoItem ? null : step.Item,
                Text = s.Text,
                Bad = s.Bad,
                CallId = call,
            }));
        }

        async Task AddReviewsAsync()
        {
            var tasks = await db.ReviewTasks.AsNoTracking().Where(t => t.RunId == id).ToListAsync(cancellationToken);
            var ids = tasks.ConvertAll(t => t.Id);
            var decisions = (await db.ReviewDecisions.AsNoTracking().Where(d => ids.Contains(d.TaskId)).ToListAsync(cancellationToken)).ToLookup(d => d.TaskId);
            foreach (var task in tasks) Add(RunLogKind.Review, task.StepRunId, RunLogWords.Of(task, decisions[task.Id].OrderBy(d => d.Number)));
        }

        // Pauses and starts are told by their own rows.
        async Task AddPeopleAsync()
        {
            var runKey = id.ToString();
            var byKey = calls.ToDictionary(c => c.Id.ToString());
            var callKeys = byKey.Keys.ToList();
            var outputKeys = (await db.Outputs.Where(o => o.RunId == id).Select(o => o.Id).ToListAsync(cancellationToken)).ConvertAll(o => o.ToString());
            var entries = await db.AuditEntries.AsNoTracking().Where(e =>
                (e.ObjectType == "run" && e.ObjectId == runKey && (e.Action == "run.cancel" || e.Action == "run.abort" || e.Action == "run.retry"))
                || (e.ObjectType == "call" && callKeys.Contains(e.ObjectId))
                || (e.Action == "output.withdraw" && outputKeys.Contains(e.ObjectId))).ToListAsync(cancellationToken);
            foreach (var entry in entries)
            {
                var call = byKey.GetValueOrDefault(entry.ObjectId);
                Add(RunLogKind.Person, call?.StepRunId, [(entry.At, $"{entry.ActorName}: {entry.Summary}", false)], call?.Id);
            }
        }
    }

    private static async Task<Dictionary<ModelCallId, RouteDecision>> RoutesAsync(GenOpsDbContext db, RunId run, CancellationToken cancellationToken) =>
        (await (
            from d in db.RouteDecisions.AsNoTracking()
            join c in db.ModelCalls on d.CallId equals c.Id
            where c.RunId == run
            select d).ToListAsync(cancellationToken)).GroupBy(d => d.CallId).ToDictionary(g => g.Key, g => g.Last());

    /// <summary>The pauses in force at some time of the run: its own, its steps', its pipeline's, and those of providers it called.</summary>
    private static async Task<List<Hold>> HoldsAsync(GenOpsDbContext db, Run run, List<ModelCall> calls, DateTime now, CancellationToken cancellationToken)
    {
        var (from, to) = (run.TriggeredAt, run.EndedAt ?? now);
        var pipeline = run.PipelineId.ToString();
        var providers = calls.Select(c => c.Provider).Distinct().ToList();
        return await db.Holds.AsNoTracking().Where(h =>
                h.RunId == run.Id
                || (h.PlacedAt <= to && (h.ReleasedAt == null || h.ReleasedAt >= from) && (h.Until == null || h.Until >= from)
                    && ((h.Scope == HoldScope.Pipeline && h.Target == pipeline) || (h.Scope == HoldScope.Provider && providers.Contains(h.Target)))))
            .OrderBy(h => h.PlacedAt).ToListAsync(cancellationToken);
    }

    /// <summary>Those placed or taken back while the run was under way, of its pipeline or of all.</summary>
    private static Task<List<Reroute>> ReroutesAsync(GenOpsDbContext db, Run run, DateTime now, CancellationToken cancellationToken)
    {
        var (from, to) = (run.TriggeredAt, run.EndedAt ?? now);
        return db.Reroutes.AsNoTracking().Where(r => r.RunsUnderWay && (r.PipelineId == null || r.PipelineId == run.PipelineId)
                && (r.StepId == "" || db.StepRuns.Any(s => s.RunId == run.Id && s.StepId == r.StepId))
                && ((r.PlacedAt >= from && r.PlacedAt <= to) || (r.ReleasedAt >= from && r.ReleasedAt <= to)))
            .OrderBy(r => r.PlacedAt).ToListAsync(cancellationToken);
    }
}

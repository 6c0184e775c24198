using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Levers.Reroutes;
using GenOps.Core.Pricing;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Operations;

/// <summary>
/// Forecasts a reroute: what recent calls of each step used, priced where they would go. It assumes that the other model needs
/// as many tokens, and says where it cannot know.
/// </summary>
public sealed class RerouteForecastQuery(
    IDbContextFactory<GenOpsDbContext> contexts, RunScripts scripts, RouteResolver routes, IProviderRegistry providers, IPriceBook prices, TimeProvider time)
{
    /// <summary>The newest calls of a step that a figure rests on, at most.</summary>
    public const int SampleSize = 50;

    private const int RecentRuns = 200;

    /// <summary>The forecast; nothing is changed.</summary>
    /// <exception cref="InvalidInputException">The reroute makes no sense; all problems are listed.</exception>
    public async Task<RerouteForecast> ReadAsync(Actor actor, RerouteRequest request, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Desk);
        var now = time.UtcNow();
        request.Check(providers, now);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var reroute = request.ToRow(actor.Name, now);
        var reach = new RerouteReach(scripts, routes, providers);
        var pending = await reach.PendingAsync(db, reroute, now, cancellationToken);
        var future = await reach.FutureAsync(db, reroute, now, cancellationToken);
        var names = await db.Pipelines.ToDictionaryAsync(p => p.Id, p => p.Name, cancellationToken);
        var (lines, perRun) = (new List<RerouteForecastLine>(), (long?)0);
        foreach (var group in pending.Concat(future).GroupBy(r => (r.Pipeline, r.Step.Id, From: Name(r.From), To: Name(r.To))))
        {
            var line = await LineAsync(db, names[group.Key.Pipeline], group.First(), group.Sum(r => r.Pending), now, cancellationToken);
            lines.Add(line);
            if (group.Any(r => r.Pending == 0)) perRun += line.AfterNanoUsd - line.BeforeNanoUsd;
        }

        return new RerouteForecast
        {
            PendingSteps = lines.Sum(l => l.Pending),
            PendingChangeNanoUsd = lines.Where(l => l.Pending > 0).Aggregate((long?)0, (sum, l) => sum + ((l.AfterNanoUsd - l.BeforeNanoUsd) * l.Pending)),
            ChangePerRunNanoUsd = perRun,
            Lines = [.. lines.OrderBy(l => l.Pipeline).ThenBy(l => l.Step)],
        };
    }

    private async Task<RerouteForecastLine> LineAsync(
        GenOpsDbContext db, string pipeline, ReachedStep reached, int pending, DateTime now, CancellationToken cancellationToken)
    {
        var calls = await SampleAsync(db, reached, cancellationToken);
        var steps = calls.Select(c => c.StepRunId).Distinct().Count();
        var before = PerStep(calls.Sum(c => c.CostNanos), steps);
        var after = calls.Count == 0 ? null : PerStep(await PriceAsync(db, calls, reached.To, now, cancellationToken), steps);
        var unknown = calls.Count == 0 ? $"No recent call of '{reached.Step.Id}' went to {Name(reached.From)}."
            : after is null ? $"The price book has no price for {Name(reached.To)}."
            : before is null ? $"The recent calls to {Name(reached.From)} have no price."
            : null;
        return new RerouteForecastLine(
            pipeline, reached.Step.Id, Name(reached.From), Name(reached.To), pending, calls.Count,
            calls.Count == 0 ? null : before, after, unknown);
    }

    private static async Task<List<ModelCall>> SampleAsync(GenOpsDbContext db, ReachedStep reached, CancellationToken cancellationToken)
    {
        var runs = db.Runs.Where(r => r.PipelineId == reached.Pipeline && r.Money == MoneyMode.Live)
            .OrderByDescending(r => r.TriggeredAt).Take(RecentRuns).Select(r => r.Id);
        return await db.ModelCalls.AsNoTracking()
            .Where(c => runs.Contains(c.RunId) && c.Provider == reached.From.Provider && c.Model == reached.From.Model)
            .Where(c => c.State == CallState.Applied || c.State == CallState.Responded || c.State == CallState.Unusable)
            .Where(c => db.StepRuns.Any(s => s.Id == c.StepRunId && s.StepId == reached.Step.Id))
            .OrderByDescending(c => c.CreatedAt).Take(SampleSize).ToListAsync(cancellationToken);
    }

    private async Task<long?> PriceAsync(GenOpsDbContext db, List<ModelCall> calls, Route to, DateTime now, CancellationToken cancellationToken)
    {
        var ids = calls.Select(c => c.Id).ToList();
        var used = (await db.UsageLines.AsNoTracking().Where(u => ids.Contains(u.CallId)).ToListAsync(cancellationToken)).ToLookup(u => u.CallId);
        long? sum = 0;
        foreach (var call in calls)
        {
            var usage = new Usage([.. used[call.Id].Select(u => new UsageQuantity(u.Meter, u.Quantity, u.Variant))], call.UsageEstimated);
            sum += prices.Price(to.Provider, to.Model, usage, now, now).Cost?.Nanos;
        }

        return sum;
    }

    private static long? PerStep(long? sum, int steps) => steps == 0 ? null : sum / steps;

    private static string Name(Route route) => $"{route.Provider}/{route.Model}";
}

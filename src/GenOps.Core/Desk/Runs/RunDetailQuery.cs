using System.Text.Json;
using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Runs;

/// <summary>Reads one run with its steps, calls and outputs.</summary>
public sealed class RunDetailQuery(IDbContextFactory<GenOpsDbContext> contexts, RunStandings standings, TimeProvider clock)
{
    /// <summary>The run; null when there is none with this id.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<RunDetail?> FindAsync(Actor actor, RunId id, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var head = await (
            from r in db.Runs.AsNoTracking()
            join p in db.Pipelines on r.PipelineId equals p.Id
            join v in db.PipelineVersions on r.VersionId equals v.Id
            where r.Id == id
            select new { Run = r, p.Name, v.Number }).SingleOrDefaultAsync(cancellationToken);
        if (head is null) return null;

        var run = head.Run;
        var steps = await db.StepRuns.AsNoTracking().Where(s => s.RunId == id)
            .OrderBy(s => s.Position).ThenBy(s => s.Item).ToListAsync(cancellationToken);
        var costs = await StepCostsAsync(db, id, cancellationToken);
        var calls = await CallsAsync(db, id, cancellationToken);
        var now = await standings.NowAsync(db, cancellationToken);
        RunStanding? standing = run.EndedAt is null && (await now.EachAsync(db, [id], cancellationToken)).TryGetValue(id, out var stands) ? stands : null;
        var waits = await WaitReading.PrepareAsync(db, steps, now.At, cancellationToken);
        return new RunDetail
        {
            Id = id,
            Pipeline = head.Name,
            PipelineId = run.PipelineId,
            Version = head.Number,
            VersionId = run.VersionId,
            State = run.State,
            CostNanoUsd = costs.Sum(c => c.Nanos),
            UnpricedCalls = calls.Sum(g => g.Count(c => c.Pricing is PricingState.Unpriced or PricingState.PartlyPriced)),
            Money = run.Money,
            CostCentre = run.CostCentre,
            Trigger = run.Trigger,
            TriggeredBy = run.TriggeredBy,
            TriggeredAt = run.TriggeredAt,
            StartedAt = run.StartedAt,
            EndedAt = run.EndedAt,
            Priority = run.Priority,
            Standing = standing,
            Waits = waits.Of(run, standing, steps),
            Deadline = run.Deadline,
            CancelRequested = run.CancelRequested,
            AbortRequested = run.AbortRequested,
            RerunOf = run.RerunOf,
            Reruns = await db.Runs.Where(r => r.RerunOf == id).OrderBy(r => r.TriggeredAt).Select(r => r.Id).ToListAsync(cancellationToken),
            Problem = NullIfEmpty(run.Problem),
            Holds = await HoldsAsync(db, run, steps, cancellationToken),
            Steps = [.. steps.Select(s => StepDetail.Of(s, waits.Of(run, s), costs.Where(c => c.StepRunId == s.Id).Sum(c => c.Nanos), [.. calls[s.Id]]))],
            Outputs = await RunOutputs.ReadAsync(db, id, cancellationToken),
            OpenReviews = await db.ReviewTasks.Where(t => t.RunId == id && t.State == ReviewState.Open)
                .OrderBy(t => t.OpenedAt).Select(t => new OpenReview(t.Id, t.OutputId, t.OpenedAt)).ToListAsync(cancellationToken),
        };
    }

    private static async Task<List<StepCost>> StepCostsAsync(GenOpsDbContext db, RunId id, CancellationToken cancellationToken) =>
        await db.LedgerEntries.Where(e => e.RunId == id)
            .GroupBy(e => e.StepRunId)
            .Select(g => new StepCost(g.Key, g.Sum(e => e.Amount.Nanos)))
            .ToListAsync(cancellationToken);

    private static async Task<ILookup<StepRunId, CallDetail>> CallsAsync(GenOpsDbContext db, RunId id, CancellationToken cancellationToken)
    {
        var calls = await db.ModelCalls.AsNoTracking().Where(c => c.RunId == id)
            .OrderBy(c => c.Generation).ThenBy(c => c.Ordinal).ThenBy(c => c.Attempt).ToListAsync(cancellationToken);
        var usage = (await (
            from u in db.UsageLines.AsNoTracking()
            join c in db.ModelCalls on u.CallId equals c.Id
            where c.RunId == id
            select u).ToListAsync(cancellationToken)).ToLookup(u => u.CallId);
        var routes = (await (
            from d in db.RouteDecisions.AsNoTracking()
            join c in db.ModelCalls on d.CallId equals c.Id
            where c.RunId == id
            select d).ToListAsync(cancellationToken)).ToLookup(d => d.CallId);
        var prices = await PricesAsync(db, calls, cancellationToken);
        return calls.ToLookup(c => c.StepRunId, c => ToDetail(c, usage[c.Id], routes[c.Id].LastOrDefault(), prices));
    }

    private static async Task<Dictionary<PriceEntryId, PriceDetail>> PricesAsync(
        GenOpsDbContext db, List<ModelCall> calls, CancellationToken cancellationToken)
    {
        var ids = calls.SelectMany(PriceIds).Distinct().ToList();
        if (ids.Count == 0) return [];
        return await db.PriceEntries.Where(p => ids.Contains(p.Id))
            .Select(p => new PriceDetail(p.Id, p.Provider, p.Model, p.Meter, p.Variant, p.UnitPrice, p.ValidFrom, p.Source))
            .ToDictionaryAsync(p => p.Id, cancellationToken);
    }

    private async Task<IReadOnlyList<HoldDetail>> HoldsAsync(
        GenOpsDbContext db, Run run, List<StepRun> steps, CancellationToken cancellationToken)
    {
        if (Run.IsFinal(run.State)) return [];
        var now = clock.UtcNow();
        var held = await db.Holds.AsNoTracking()
            .Where(h => h.ReleasedAt == null && (h.Until == null || h.Until > now)).ToListAsync(cancellationToken);
        var targets = steps.Select(s => s.Id.ToString()).Append(run.Id.ToString()).Append(run.PipelineId.ToString())
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        // A provider's hold is shown to every run under way: which of its calls will need the provider is known only when they are routed.
        return [.. held.Where(h => h.Scope == HoldScope.Provider || (h.Scope != HoldScope.Intake && targets.Contains(h.Target))).OrderBy(h => h.PlacedAt)
            .Select(HoldDetail.Of)];
    }

    private static CallDetail ToDetail(
        ModelCall call, IEnumerable<UsageLine> usage, RouteDecision? route, Dictionary<PriceEntryId, PriceDetail> prices) => new()
        {
            Id = call.Id,
            Purpose = call.Purpose,
            Provider = call.Provider,
            Model = call.Model,
            Tier = call.Tier,
            State = call.State,
            Generation = call.Generation,
            Ordinal = call.Ordinal,
            Attempt = call.Attempt,
            Usage = usage.OrderBy(u => u.Meter).GroupBy(u => JsonNamingPolicy.CamelCase.ConvertName(u.Meter.ToString()))
                .ToDictionary(g => g.Key, g => g.Sum(u => u.Quantity)),
            UsageEstimated = call.UsageEstimated,
            AnsweredModel = NullIfEmpty(call.AnsweredModel),
            ServiceTier = NullIfEmpty(call.ServiceTier),
            UnpricedUse = NullIfEmpty(call.UnpricedUse),
            CostNanoUsd = call.Pricing == PricingState.Unpriced ? null : call.CostNanos,
            ReservedNanoUsd = call.ReservedNanos,
            Pricing = call.Pricing,
            PriceEntries = [.. PriceIds(call).Where(prices.ContainsKey).Select(p => prices[p])],
            Route = route is null ? null : new RouteDetail(route.Asked, route.Chosen, route.Reason, route.Propensity),
            CreatedAt = call.CreatedAt,
            SentAt = call.SentAt,
            EndedAt = call.EndedAt,
            Problem = NullIfEmpty(call.Problem),
        };

    private static IReadOnlyList<PriceEntryId> PriceIds(ModelCall call) =>
        call.PriceEntries.Length == 0 ? [] : Json.Deserialize<List<PriceEntryId>>(call.PriceEntries) ?? [];

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    /// <summary>The step is null for money that belongs to the run and to no step of it.</summary>
    private sealed record StepCost(StepRunId? StepRunId, long Nanos);
}

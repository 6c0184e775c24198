using System.Text;
using GenOps.Core.Access;
using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Providers.OpenAICompatible;
using GenOps.Core.Pricing;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics;

/// <summary>Reads one call down to its prompt, answer, use, price rows and ledger entries.</summary>
public sealed class CallDetailQuery(IDbContextFactory<GenOpsDbContext> contexts)
{
    /// <summary>Most characters of a prompt or an answer that are shown.</summary>
    public const int MostCharacters = 200_000;

    /// <summary>Most outputs that are named.</summary>
    public const int MostOutputs = 20;

    /// <summary>The call.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    /// <exception cref="NotFoundException">There is no such call.</exception>
    public async Task<CallDetail> ExecuteAsync(Actor actor, ModelCallId id, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Figures);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var call = await db.ModelCalls.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken)
            ?? throw new NotFoundException($"There is no call {id}. Its run lists the calls there are.");
        var step = await db.StepRuns.AsNoTracking().SingleAsync(s => s.Id == call.StepRunId, cancellationToken);
        var run = await (
            from r in db.Runs
            join p in db.Pipelines on r.PipelineId equals p.Id
            join v in db.PipelineVersions on r.VersionId equals v.Id
            where r.Id == call.RunId
            select new { r.PipelineId, p.Name, v.Number }).SingleAsync(cancellationToken);
        return new CallDetail
        {
            Id = call.Id,
            RunId = call.RunId,
            StepRunId = call.StepRunId,
            PipelineId = run.PipelineId,
            PipelineName = run.Name,
            VersionNumber = run.Number,
            Step = step.Item == StepRun.NoItem ? step.StepId : $"{step.StepId} [{step.Item + 1}]",
            Generation = call.Generation,
            Ordinal = call.Ordinal,
            Attempt = call.Attempt,
            Purpose = call.Purpose,
            State = call.State,
            Money = call.Money,
            Provider = call.Provider,
            Model = call.Model,
            Tier = call.Tier,
            Kind = call.Kind,
            Node = call.Node,
            ProviderRef = call.ProviderRef,
            Problem = call.Problem,
            CreatedAt = call.CreatedAt,
            SentAt = call.SentAt,
            EndedAt = call.EndedAt,
            Pricing = call.Pricing,
            UsageEstimated = call.UsageEstimated,
            AnsweredModel = call.AnsweredModel,
            ServiceTier = call.ServiceTier,
            UnpricedUse = call.UnpricedUse,
            Reserved = call.ReservedNanos is { } reserved ? new Money(reserved) : null,
            Cost = call.CostNanos is { } cost ? new Money(cost) : null,
            Request = await ContentAsync(db, call.RequestHash, cancellationToken),
            Answer = await ContentAsync(db, call.AnswerHash, cancellationToken),
            Usage = await UsageAsync(db, call, cancellationToken),
            Entries = await EntriesAsync(db, call.RunId, id, cancellationToken),
            Outputs = await OutputsAsync(db, step, cancellationToken),
            Route = await RouteAsync(db, id, cancellationToken),
        };
    }

    private static async Task<IReadOnlyList<CallOutput>> OutputsAsync(GenOpsDbContext db, StepRun step, CancellationToken cancellationToken)
    {
        var (run, item) = (step.RunId, step.Item);
        return await db.Outputs.Where(o => o.RunId == run && (item == StepRun.NoItem || o.Item < 0 || o.Item == item))
            .OrderBy(o => o.Item).ThenBy(o => o.Name).Take(MostOutputs)
            .Select(o => new CallOutput(o.Id, o.Item >= 0 ? o.Name + " [" + (o.Item + 1) + "]" : o.Name, o.State, o.DecidedByPerson, o.DecidedAt))
            .ToListAsync(cancellationToken);
    }

    private static async Task<CallContent> ContentAsync(GenOpsDbContext db, BlobHash? hash, CancellationToken cancellationToken)
    {
        var blob = hash is { } known
            ? await db.Blobs.AsNoTracking().SingleOrDefaultAsync(b => b.Hash == known, cancellationToken)
            : null;
        if (blob is null) return new CallContent(CallContentState.Absent, hash?.Hex ?? "", "", 0, null, false, null);
        if (blob.ErasedAt is not null)
        {
            return new CallContent(CallContentState.Erased, blob.Hash.Hex, blob.MediaType, blob.Length, null, false, blob.ErasedAt);
        }

        var text = IsText(blob.MediaType) ? Encoding.UTF8.GetString(blob.Content) : null;
        var truncated = text?.Length > MostCharacters;
        return new CallContent(
            CallContentState.Present, blob.Hash.Hex, blob.MediaType, blob.Length,
            truncated ? text![..MostCharacters] : text, truncated, null)
        {
            Said = Said(blob),
        };
    }

    private static string? Said(Blob blob)
    {
        if (!EventStream.Is(blob.Content) || StreamedAnswer.Read(blob.Content).Text is not { Length: > 0 } said) return null;
        return said.Length > MostCharacters ? said[..MostCharacters] : said;
    }

    private static bool IsText(string mediaType) =>
        mediaType.StartsWith("text/", StringComparison.Ordinal) || mediaType.Contains("json", StringComparison.Ordinal)
        || mediaType.Contains("xml", StringComparison.Ordinal) || mediaType.Contains("event-stream", StringComparison.Ordinal);

    private static async Task<IReadOnlyList<CallUsage>> UsageAsync(GenOpsDbContext db, ModelCall call, CancellationToken cancellationToken)
    {
        var lines = await db.UsageLines.AsNoTracking().Where(u => u.CallId == call.Id).ToListAsync(cancellationToken);
        var ids = call.PriceEntries.Length == 0 ? [] : Json.Deserialize<List<PriceEntryId>>(call.PriceEntries)!;
        var prices = ids.Count == 0
            ? []
            : await db.PriceEntries.AsNoTracking().Where(p => ids.Contains(p.Id)).ToListAsync(cancellationToken);
        return [.. lines.OrderBy(l => l.Meter).ThenBy(l => l.Variant, StringComparer.Ordinal)
            .Select(l => new CallUsage(l.Meter, l.Variant, l.Quantity, PriceOf(l, prices)))];
    }

    /// <summary>The entry of the bucket's own meter, else the one that holds in its place.</summary>
    private static CallPrice? PriceOf(UsageLine line, List<PriceEntry> prices)
    {
        var price = prices.Find(p => p.Meter == line.Meter && p.Variant == line.Variant)
            ?? prices.Find(p => p.Meter == line.Meter)
            ?? InItsPlace(line.Meter).Select(m => prices.Find(p => p.Meter == m)).FirstOrDefault(p => p is not null);
        return price?.UnitPrice is { } unit
            ? new CallPrice(price.Id, price.Provider, price.Model, price.Meter, unit, price.ValidFrom, price.RecordedAt, price.Source, price.Author)
            : null;
    }

    /// <summary>Without a reasoning price the output price holds, without a cache price the input price.</summary>
    private static Meter[] InItsPlace(Meter meter) => meter switch
    {
        Meter.ReasoningOutput => [Meter.Output],
        Meter.CacheWrite1Hour => [Meter.CacheWrite5Min, Meter.Input],
        Meter.CacheRead or Meter.CacheWrite5Min => [Meter.Input],
        _ => [],
    };

    private static async Task<IReadOnlyList<CallLedgerEntry>> EntriesAsync(
        GenOpsDbContext db, RunId runId, ModelCallId id, CancellationToken cancellationToken) =>
        await db.LedgerEntries.Where(e => e.RunId == runId && e.CallId == id)
            .OrderBy(e => e.RecordedAt).ThenBy(e => e.Revision)
            .Select(e => new CallLedgerEntry(e.Id, e.Revision, new Money(e.Amount.Nanos), e.Basis, e.ChargedAt, e.RecordedAt, e.Duplicate))
            .ToListAsync(cancellationToken);

    private static async Task<CallRoute?> RouteAsync(GenOpsDbContext db, ModelCallId id, CancellationToken cancellationToken)
    {
        var decision = await db.RouteDecisions.AsNoTracking().FirstOrDefaultAsync(d => d.CallId == id, cancellationToken);
        return decision is null
            ? null
            : new CallRoute(
                decision.Asked, Json.Deserialize<List<string>>(decision.Candidates) ?? [], decision.Chosen,
                decision.Propensity, decision.Reason);
    }
}

using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Ledger;

/// <summary>What was stated, and which of it holds when.</summary>
public static class AssumptionBook
{
    /// <summary>
    /// The value in force for a pipeline, else for the company, as known at a time; null when none is stated that counts
    /// for this money.
    /// </summary>
    /// <param name="db">Where to look.</param>
    /// <param name="money">What it is to price; shipped examples price the sandbox only.</param>
    /// <param name="key">One of <see cref="AssumptionKeys"/>.</param>
    /// <param name="pipelineId">The pipeline; null asks for the company's alone.</param>
    /// <param name="at">UTC.</param>
    /// <param name="asOf">UTC; what was recorded later is not seen.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    internal static async Task<decimal?> InForceAsync(
        GenOpsDbContext db, MoneyMode money, string key, PipelineId? pipelineId, DateTime at, DateTime asOf, CancellationToken cancellationToken)
    {
        var stated = await For(db.Assumptions.AsNoTracking(), money)
            .Where(a => a.Key == key && (a.PipelineId == null || a.PipelineId == pipelineId) && a.ValidFrom <= at && a.RecordedAt <= asOf)
            .ToListAsync(cancellationToken);
        var own = pipelineId is null ? null : InForce(stated, key, pipelineId, at, asOf)?.Value;
        return own ?? InForce(stated, key, null, at, asOf)?.Value;
    }

    /// <summary>Those that count for this money: live figures rest on what a person stated or confirmed, and on nothing else.</summary>
    internal static IQueryable<Assumption> For(IQueryable<Assumption> all, MoneyMode money) =>
        money == MoneyMode.Live ? all.Where(a => a.Origin != AssumptionOrigin.Example) : all;

    /// <summary>
    /// The row that holds for exactly this scope: the latest valid_from not after <paramref name="at"/>, of these the one
    /// recorded last until <paramref name="asOf"/>; an example only where no person said anything. Its value is null where it
    /// was withdrawn.
    /// </summary>
    public static Assumption? InForce(IEnumerable<Assumption> stated, string key, PipelineId? scope, DateTime at, DateTime asOf) =>
        stated
            .Where(a => a.Key == key && a.PipelineId == scope && a.ValidFrom <= at && a.RecordedAt <= asOf)
            .MaxBy(a => (a.Origin != AssumptionOrigin.Example, a.ValidFrom, a.RecordedAt, a.Id.Value));
}

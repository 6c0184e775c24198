using GenOps.Core.Data;

namespace GenOps.Core.Ledger.Budgets;

/// <summary>The rest of the worst case of an answered call, as long as some of its use has no price.</summary>
/// <param name="Call">The call.</param>
/// <param name="Run">Its run.</param>
/// <param name="Provider">The provider it went to.</param>
/// <param name="ChargedAt">When it was intended, UTC: the period it belongs to.</param>
/// <param name="Nanos">What is in no ledger, nano-US-dollars; 0 where all of its use has a price.</param>
public sealed record Uncounted(ModelCallId Call, RunSnapshot Run, string Provider, DateTime ChargedAt, long Nanos);

/// <summary>Knows the calls some of whose use has no price; filled by Inference.</summary>
public interface IUncountedCalls
{
    /// <summary>All of one money that were intended in a stretch of time, in the open transaction.</summary>
    /// <param name="db">The unit of work.</param>
    /// <param name="money">Live or sandbox.</param>
    /// <param name="from">UTC, inclusive.</param>
    /// <param name="to">UTC, exclusive; null for open.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<IReadOnlyList<Uncounted>> ReadAsync(GenOpsDbContext db, MoneyMode money, DateTime from, DateTime? to, CancellationToken cancellationToken);
}

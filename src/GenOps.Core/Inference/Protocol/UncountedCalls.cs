using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Ledger.Budgets;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Protocol;

/// <summary>The calls some of whose use has no price, for budgets that are opened after them.</summary>
public sealed class UncountedCalls(IRunSnapshots runs) : IUncountedCalls
{
    /// <inheritdoc />
    public async Task<IReadOnlyList<Uncounted>> ReadAsync(
        GenOpsDbContext db, MoneyMode money, DateTime from, DateTime? to, CancellationToken cancellationToken)
    {
        var calls = await db.ModelCalls.AsNoTracking()
            .Where(c => c.Money == money && (c.Pricing == PricingState.Unpriced || c.Pricing == PricingState.PartlyPriced) && c.ReservedNanos != null)
            .Where(c => c.CreatedAt >= from && (to == null || c.CreatedAt < to))
            .ToListAsync(cancellationToken);
        var found = new List<Uncounted>();
        foreach (var call in calls)
        {
            var rest = CallBooking.Uncounted(call, await runs.OfAsync(db, call.RunId, cancellationToken));
            if (rest.Nanos > 0) found.Add(rest);
        }

        return found;
    }
}

using GenOps.Core.Access;
using GenOps.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Pricing;

/// <summary>Which price ends, and when.</summary>
/// <param name="Entry">The entry whose price ends.</param>
/// <param name="From">No price from here on, UTC; not before the entry's own date.</param>
/// <param name="Reason">Why; stands as the source of the withdrawal.</param>
public sealed record WithdrawPriceRequest(PriceEntryId Entry, DateTime From, string Reason);

/// <summary>Ends a price by a further entry; calls sent later that need it are unpriced.</summary>
public sealed class WithdrawPrice(CommandRunner runner, PriceBook book)
{
    /// <summary>Records the withdrawal.</summary>
    /// <exception cref="AccessDeniedException">The actor is neither Finance nor Admin.</exception>
    /// <exception cref="InvalidInputException">The date lies before the price's own, or no reason is given.</exception>
    /// <exception cref="NotFoundException">There is no such entry.</exception>
    public Task<PriceEntryId> ExecuteAsync(Actor actor, WithdrawPriceRequest request, CancellationToken cancellationToken) =>
        runner.RunAsync(actor.Require(Roles.Finance), scope => StageAsync(scope, request), cancellationToken);

    private async Task<PriceEntryId> StageAsync(CommandScope scope, WithdrawPriceRequest request)
    {
        var (db, actor, now, cancellationToken) = scope;
        var entry = await db.PriceEntries.AsNoTracking().SingleOrDefaultAsync(e => e.Id == request.Entry, cancellationToken)
            ?? throw new NotFoundException("There is no such price. Open Prices to see those there are.");
        Demand(request, entry, now);
        var withdrawal = new PriceEntry
        {
            Id = Id.New<PriceEntryId>(),
            Provider = entry.Provider,
            Model = entry.Model,
            Meter = entry.Meter,
            ServiceTier = entry.ServiceTier,
            ContextAbove = entry.ContextAbove,
            Variant = entry.Variant,
            UnitPrice = null,
            ValidFrom = request.From,
            RecordedAt = now,
            Source = request.Reason.Trim(),
            Author = actor.Name,
        };
        db.Add(withdrawal);
        scope.Record("price.withdraw", "price", withdrawal.Id,
            $"Withdrew the price of {MeterWords.Of(entry.Meter)} of {entry.Model} at {entry.Provider} from {request.From:yyyy-MM-dd}: {request.Reason.Trim()}");
        scope.Afterward(book, book.Refresh);
        return withdrawal.Id;
    }

    private static void Demand(WithdrawPriceRequest request, PriceEntry entry, DateTime now)
    {
        if (entry.Provider == ListPrices.Sandbox)
            throw new InvalidInputException("Provider", "The sandbox keeps the prices it came with.", "Withdraw prices of other providers only.");
        if (PriceChecks.DateOf(request.From, now).FirstOrDefault() is { } problem) throw new InvalidInputException([problem]);
        if (request.From < entry.ValidFrom)
            throw new InvalidInputException("From", $"The price itself holds only from {entry.ValidFrom:yyyy-MM-dd}.", "Choose that day or a later one.");
        if (request.Reason.Trim() is not { Length: > 0 and <= 300 })
            throw new InvalidInputException("Reason", "No reason is given.", "Say why the price ends, in at most 300 characters.");
    }
}

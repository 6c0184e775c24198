using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Calls;

namespace GenOps.Core.Pricing;

/// <summary>What one meter costs.</summary>
/// <param name="Meter">What is counted.</param>
/// <param name="UnitPrice">US dollars for one unit: one token, not a million; 0 is a price.</param>
/// <param name="ContextAbove">Input tokens above which it holds; 0 for all.</param>
/// <param name="Variant">An image's size and quality as <c>1024x1024/high</c>; empty for all.</param>
/// <param name="ServiceTier">As answers name it (<c>flex</c>, <c>priority</c>, <c>batch</c>); <c>standard</c> for the everyday tier.</param>
public sealed record PriceLine(
    Meter Meter, decimal UnitPrice, long ContextAbove = 0, string Variant = "", string ServiceTier = ServiceTiers.Standard);

/// <summary>The prices of one model from one date on.</summary>
public sealed record RecordPriceRequest
{
    /// <summary>The configured provider, or the maker whose list it is.</summary>
    public required string Provider { get; init; }

    public required string Model { get; init; }

    /// <summary>In force from, UTC.</summary>
    public required DateTime ValidFrom { get; init; }

    /// <summary>Where the figures are from.</summary>
    public required string Source { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<PriceLine> Lines { get; init; }
}

/// <summary>Records what a model costs; earlier entries stay.</summary>
public sealed class RecordPrice(CommandRunner runner, PriceBook book, TimeProvider clock)
{
    /// <summary>Records; calls sent from now on are priced by it, earlier ones keep what they cost.</summary>
    /// <returns>The entries, in the order of the lines.</returns>
    /// <exception cref="AccessDeniedException">The actor is neither Finance nor Admin.</exception>
    /// <exception cref="InvalidInputException">A name, date or price cannot be.</exception>
    public async Task<IReadOnlyList<PriceEntryId>> ExecuteAsync(Actor actor, RecordPriceRequest request, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Finance);
        var now = clock.UtcNow();
        PriceChecks.Demand(request, now);
        var entries = request.Lines.Select(line => Entry(request, line, actor, now)).ToList();
        await runner.RunAsync(
            actor,
            scope =>
            {
                scope.Db.AddRange(entries);
                scope.Record("price.record", "price", entries[0].Id,
                    $"Recorded prices of {request.Model} at {request.Provider} from {request.ValidFrom:yyyy-MM-dd}: "
                    + string.Join(", ", request.Lines.Select(InWords)));
                scope.Afterward(book, book.Refresh);
            },
            cancellationToken);
        return [.. entries.Select(e => e.Id)];
    }

    private static PriceEntry Entry(RecordPriceRequest request, PriceLine line, Actor actor, DateTime now) => new()
    {
        Id = Id.New<PriceEntryId>(),
        Provider = request.Provider.Trim(),
        Model = request.Model.Trim(),
        Meter = line.Meter,
        ServiceTier = ServiceTiers.KeyOf(line.ServiceTier),
        ContextAbove = line.ContextAbove,
        Variant = line.Variant.Trim(),
        UnitPrice = line.UnitPrice,
        ValidFrom = request.ValidFrom,
        RecordedAt = now,
        Source = request.Source.Trim(),
        Author = actor.Name,
    };

    private static string InWords(PriceLine line) =>
        PriceNames.Of(line.Meter, line.UnitPrice)
        + (line.Variant.Length > 0 ? $" ({line.Variant})" : "")
        + ServiceTiers.Words(ServiceTiers.KeyOf(line.ServiceTier))
        + (line.ContextAbove > 0 ? $" above {line.ContextAbove:#,##0} input tokens" : "");
}

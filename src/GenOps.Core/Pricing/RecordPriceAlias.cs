using GenOps.Core.Access;
using GenOps.Core.Audit;

namespace GenOps.Core.Pricing;

/// <summary>As which model another is priced at one provider.</summary>
public sealed record RecordPriceAliasRequest
{
    /// <summary>The configured provider.</summary>
    public required string Provider { get; init; }

    /// <summary>The name in answers.</summary>
    public required string Model { get; init; }

    /// <summary>The model whose prices hold; empty ends it, so that the name is priced by itself again, or not at all.</summary>
    public required string PricedAs { get; init; }

    /// <summary>In force from, UTC.</summary>
    public required DateTime ValidFrom { get; init; }

    /// <summary>How one knows that it is the same.</summary>
    public required string Source { get; init; }
}

/// <summary>Records that a name in answers is priced as another model; earlier entries stay.</summary>
public sealed class RecordPriceAlias(CommandRunner runner, PriceBook book, TimeProvider clock)
{
    /// <summary>Records; calls sent from then on are priced by it, and what is unpriced by the next repricing.</summary>
    /// <exception cref="AccessDeniedException">The actor is neither Finance nor Admin.</exception>
    /// <exception cref="InvalidInputException">A name or date cannot be, or the other model has no price of its own.</exception>
    public async Task<PriceAliasId> ExecuteAsync(Actor actor, RecordPriceAliasRequest request, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Finance);
        var now = clock.UtcNow();
        var alias = new PriceAlias
        {
            Id = Id.New<PriceAliasId>(),
            Provider = request.Provider.Trim(),
            Model = request.Model.Trim(),
            PricedAs = request.PricedAs.Trim(),
            ValidFrom = request.ValidFrom,
            RecordedAt = now,
            Source = request.Source.Trim(),
            Author = actor.Name,
        };
        Demand(alias, now);
        await runner.RunAsync(
            actor,
            scope =>
            {
                scope.Db.Add(alias);
                scope.Record("price.alias", "price", alias.Id,
                    $"{alias.Model} at {alias.Provider} is priced {(alias.PricedAs.Length == 0 ? "by itself" : $"as {alias.PricedAs}")} from {alias.ValidFrom:yyyy-MM-dd}: {alias.Source}");
                scope.Afterward(book, book.Refresh);
            },
            cancellationToken);
        return alias.Id;
    }

    private void Demand(PriceAlias alias, DateTime now)
    {
        var problems = PriceChecks.NamesOf(alias.Provider, alias.Model, alias.Source).Concat(PriceChecks.DateOf(alias.ValidFrom, now)).ToList();
        if (alias.PricedAs == alias.Model)
            problems.Add(new("Priced as", "This is the same name.", "Name the model whose prices hold, or record prices of its own."));
        else if (alias.PricedAs.Length > 0 && !book.IsPricedByItself(alias.Provider, alias.PricedAs, now))
            problems.Add(new("Priced as", $"{alias.PricedAs} has no price at {alias.Provider} itself.", "Name a model of the price book, or record its prices first."));
        if (problems.Count > 0) throw new InvalidInputException(problems);
    }
}

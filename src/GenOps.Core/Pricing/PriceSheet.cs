using GenOps.Core.Calls;

namespace GenOps.Core.Pricing;

/// <summary>What a price is of; its entries are told apart by time.</summary>
internal readonly record struct PriceKey(string Provider, string Model, Meter Meter, string ServiceTier, long ContextAbove, string Variant)
{
    public static PriceKey Of(PriceEntry entry) =>
        new(entry.Provider, entry.Model, entry.Meter, entry.ServiceTier, entry.ContextAbove, entry.Variant);
}

/// <summary>All entries of the price book as they were read, arranged for looking up. Never changed.</summary>
internal sealed class PriceSheet
{
    private readonly Dictionary<(string Provider, string Model), List<PriceEntry>> _entries;
    private readonly Dictionary<(string Provider, string Model), List<PriceAlias>> _aliases;

    public PriceSheet(IEnumerable<PriceEntry> entries, IEnumerable<PriceAlias> aliases)
    {
        _entries = entries.GroupBy(e => (e.Provider, e.Model)).ToDictionary(g => g.Key, g => g.ToList());
        _aliases = aliases.GroupBy(a => (a.Provider, a.Model)).ToDictionary(g => g.Key, g => g.ToList());
    }

    /// <summary>What one provider asks for one model at a time, as known at a time, in all service tiers; empty when it asks for nothing.</summary>
    public IReadOnlyList<PriceEntry> Find(string provider, string model, DateTime at, DateTime asOf) =>
        _entries.TryGetValue((provider, model), out var entries)
            ? [.. InForce(entries.Where(e => e.RecordedAt <= asOf), at).Where(e => e.UnitPrice is not null)]
            : [];

    /// <summary>The model as which another is priced at a provider; null for none.</summary>
    public string? PricedAs(string provider, string model, DateTime at, DateTime asOf) =>
        _aliases.TryGetValue((provider, model), out var aliases)
        && aliases.Where(a => a.RecordedAt <= asOf && a.ValidFrom <= at).MaxBy(a => (a.ValidFrom, a.RecordedAt, a.Id.Value)) is { PricedAs.Length: > 0 } held
            ? held.PricedAs
            : null;

    /// <summary>Of each price the entry that holds at a time, withdrawals among them.</summary>
    public static IEnumerable<PriceEntry> InForce(IEnumerable<PriceEntry> entries, DateTime at) => entries
        .Where(e => e.ValidFrom <= at)
        .GroupBy(PriceKey.Of)
        .Select(g => g.MaxBy(e => (e.ValidFrom, e.RecordedAt, e.Id.Value))!);
}

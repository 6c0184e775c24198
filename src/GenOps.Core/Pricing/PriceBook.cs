using System.Globalization;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Pricing;

/// <summary>
/// The price book, kept in memory. It is read again when this process recorded an entry, and looks every
/// <see cref="MaximumAge"/> whether another process did; the entries are append-only, so their number tells.
/// </summary>
public sealed class PriceBook : IPriceBook
{
    /// <summary>How long a price recorded by another process may go unseen.</summary>
    public static readonly TimeSpan MaximumAge = TimeSpan.FromSeconds(5);

    private readonly IDbContextFactory<GenOpsDbContext> factory;
    private readonly TimeProvider clock;
    private readonly Lock _reading = new();
    private volatile Snapshot? _snapshot;
    private int _refreshes;

    /// <summary>Reads the shipped list, which the first price would else read under the write turn.</summary>
    public PriceBook(IDbContextFactory<GenOpsDbContext> factory, TimeProvider clock)
    {
        this.factory = factory;
        this.clock = clock;
        ListPrices.Load();
    }

    /// <inheritdoc />
    /// <exception cref="ArgumentOutOfRangeException">A quantity is negative.</exception>
    public PricedUsage Price(string provider, string model, Usage usage, DateTime sentAt, DateTime asOf, string serviceTier = ServiceTiers.Standard)
    {
        foreach (var bucket in usage.Quantities) ArgumentOutOfRangeException.ThrowIfNegative(bucket.Quantity, bucket.Meter.ToString());
        var (prices, reason) = new PriceLookup(Sheet(), sentAt, asOf).Find(provider, model, serviceTier);
        return prices is null ? PricedUsage.Unknown(reason) : Price(model, serviceTier, prices, usage);
    }

    /// <inheritdoc />
    public bool Knows(string provider, string model)
    {
        var now = clock.UtcNow();
        return new PriceLookup(Sheet(), now, now).Find(provider, model, ServiceTiers.Standard).Prices is not null;
    }

    /// <summary>True when a model has prices of its own at a provider, not those of another as which it is priced.</summary>
    /// <param name="provider">The configured provider.</param>
    /// <param name="model">The model.</param>
    /// <param name="at">UTC.</param>
    public bool IsPricedByItself(string provider, string model, DateTime at) => new PriceLookup(Sheet(), at, clock.UtcNow()).IsPricedByItself(provider, model);

    /// <summary>Forgets what was read: the next call sees every entry recorded until now.</summary>
    public void Refresh() => Interlocked.Increment(ref _refreshes);

    /// <summary>Prices usage by the prices that were looked up for it, and rounds once.</summary>
    internal static PricedUsage Price(string model, string serviceTier, ModelPrices prices, Usage usage)
    {
        var inputTokens = usage.Quantities.Where(b => IsInputToken(b.Meter)).Sum(b => b.Quantity);
        var entries = new List<PriceEntryId>();
        var missing = new List<string>();
        var usd = 0m;
        foreach (var bucket in usage.Quantities.Where(b => b.Quantity > 0 && !IsPaidOtherwise(b, usage, prices)))
        {
            if (prices.For(bucket, inputTokens) is not { UnitPrice: { } unitPrice } entry)
            {
                missing.Add(InWords(bucket));
                continue;
            }

            usd += bucket.Quantity * unitPrice;
            entries.Add(entry.Id);
        }

        if (missing.Count == 0) return new PricedUsage(Money.FromUsd(usd), entries, null) { Part = Money.FromUsd(usd) };
        var use = string.Join(", ", missing) + ServiceTiers.Words(serviceTier);
        return new PricedUsage(null, entries, $"{model} has no price for {use}.") { Part = Money.FromUsd(usd), MissingUse = use };
    }

    /// <summary>An image that is charged by its tokens is not charged again by the piece, and the reverse.</summary>
    private static bool IsPaidOtherwise(UsageQuantity bucket, Usage usage, ModelPrices prices) => bucket.Meter switch
    {
        Meter.Images => Used(usage, Meter.ImageTokens) && prices.IsLeftOutFor(Meter.Images, Meter.ImageTokens, isSecond: true),
        Meter.ImageTokens => Used(usage, Meter.Images) && prices.IsLeftOutFor(Meter.ImageTokens, Meter.Images, isSecond: false),
        _ => false,
    };

    private static bool Used(Usage usage, Meter meter) => usage.Quantities.Any(b => b.Meter == meter && b.Quantity > 0);

    private static bool IsInputToken(Meter meter) =>
        meter is Meter.Input or Meter.CacheRead or Meter.CacheWrite5Min or Meter.CacheWrite1Hour or Meter.AudioInput;

    private static string InWords(UsageQuantity bucket)
    {
        var quantity = bucket.Quantity.ToString("#,##0", CultureInfo.InvariantCulture);
        return bucket.Variant.Length == 0
            ? $"{quantity} {MeterWords.Of(bucket.Meter)}"
            : $"{quantity} {MeterWords.Of(bucket.Meter)} ({bucket.Variant})";
    }

    private PriceSheet Sheet()
    {
        if (_snapshot is { } known && IsFresh(known)) return known.Sheet;
        lock (_reading)
        {
            if (_snapshot is { } other && IsFresh(other)) return other.Sheet;
            // Taken before reading: a refresh asked for while we read makes what we read stale.
            var (readAt, refreshes) = (clock.GetTimestamp(), Volatile.Read(ref _refreshes));
            using var db = factory.CreateDbContext();
            var counts = (db.PriceEntries.Count(), db.PriceAliases.Count());
            if (_snapshot is { } old && counts == old.Counts)
            {
                _snapshot = old with { ReadAt = readAt, Refreshes = refreshes };
                return old.Sheet;
            }

            var (entries, aliases) = (db.PriceEntries.AsNoTracking().ToList(), db.PriceAliases.AsNoTracking().ToList());
            var read = new Snapshot(new PriceSheet(entries, aliases), (entries.Count, aliases.Count), readAt, refreshes);
            _snapshot = read;
            return read.Sheet;
        }
    }

    private bool IsFresh(Snapshot snapshot) =>
        snapshot.Refreshes == Volatile.Read(ref _refreshes) && clock.GetElapsedTime(snapshot.ReadAt) < MaximumAge;

    private sealed record Snapshot(PriceSheet Sheet, (int Entries, int Aliases) Counts, long ReadAt, int Refreshes);
}

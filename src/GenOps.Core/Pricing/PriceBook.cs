using System.Globalization;
using GenOps.Core.Data;
using GenOps.Core.Inference;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Pricing;

/// <summary>
/// The price book, kept in memory. It is read again when this process recorded an entry, and looks every
/// <see cref="MaximumAge"/> whether another process did; the entries are append-only, so their number tells.
/// </summary>
public sealed class PriceBook(IDbContextFactory<GenOpsDbContext> factory, TimeProvider clock) : IPriceBook
{
    /// <summary>How long a price recorded by another process may go unseen.</summary>
    public static readonly TimeSpan MaximumAge = TimeSpan.FromSeconds(5);

    /// <summary>The service tier calls are sent with.</summary>
    public const string StandardTier = "standard";

    private readonly Lock _reading = new();
    private volatile Snapshot? _snapshot;
    private int _refreshes;

    /// <inheritdoc />
    /// <exception cref="ArgumentOutOfRangeException">A quantity is negative.</exception>
    public PricedUsage Price(string provider, string model, Usage usage, DateTime sentAt, DateTime asOf)
    {
        foreach (var bucket in usage.Quantities) ArgumentOutOfRangeException.ThrowIfNegative(bucket.Quantity, bucket.Meter.ToString());
        var (prices, reason) = Find(provider, model, sentAt, asOf);
        return prices is null ? new PricedUsage(null, [], reason) : Price(model, prices, usage);
    }

    /// <inheritdoc />
    public bool Knows(string provider, string model)
    {
        var now = clock.UtcNow();
        return Find(provider, model, now, now).Prices is not null;
    }

    /// <summary>Forgets what was read: the next call sees every entry recorded until now.</summary>
    public void Refresh() => Interlocked.Increment(ref _refreshes);

    private static PricedUsage Price(string model, ModelPrices prices, Usage usage)
    {
        var inputTokens = usage.Quantities.Where(b => IsInputToken(b.Meter)).Sum(b => b.Quantity);
        var entries = new List<PriceEntryId>();
        var missing = new List<string>();
        var usd = 0m;
        foreach (var bucket in usage.Quantities.Where(b => b.Quantity > 0 && !IsPaidByTokens(b, usage, prices)))
        {
            if (prices.For(bucket, inputTokens) is not { UnitPrice: { } unitPrice } entry)
            {
                missing.Add(InWords(bucket));
                continue;
            }

            usd += bucket.Quantity * unitPrice;
            entries.Add(entry.Id);
        }

        return missing.Count == 0
            ? new PricedUsage(Money.FromUsd(usd), entries, null)
            : new PricedUsage(null, [], $"{model} has no price for {string.Join(", ", missing)}.");
    }

    /// <summary>
    /// By the provider's own price of this very name; else by its maker's list; else the same without the date of the snapshot.
    /// Sandbox calls see the sandbox's prices only, live calls never.
    /// </summary>
    private (ModelPrices? Prices, string Reason) Find(string provider, string model, DateTime at, DateTime asOf)
    {
        var sheet = Sheet();
        var name = model.StartsWith("models/", StringComparison.Ordinal) ? model["models/".Length..] : model;
        foreach (var candidate in new[] { name, ModelNames.WithoutDate(name) }.OfType<string>())
        {
            if (sheet.Find(provider, candidate, StandardTier, at, asOf) is { } own) return (own, "");
            if (provider == ListPrices.Sandbox) continue;
            var (vendors, modelOfVendor) = ModelNames.Split(candidate) is { } split
                ? (ListPrices.Vendors.Where(v => v == split.Vendor), split.Model)
                : (ListPrices.Vendors, candidate);
            var listed = vendors
                .Select(v => (Vendor: v, Prices: sheet.Find(v, modelOfVendor, StandardTier, at, asOf)))
                .Where(v => v.Prices is not null)
                .ToList();
            if (listed.Count == 1) return (listed[0].Prices, "");
            if (listed.Count > 1)
            {
                return (null, $"{model} stands in several lists ({string.Join(", ", listed.Select(v => v.Vendor))}): record a price for the provider {provider}.");
            }
        }

        return (null, $"No price is known for {model} at {provider}.");
    }

    /// <summary>An image that is charged by its tokens is not charged again by the piece, and the reverse.</summary>
    private static bool IsPaidByTokens(UsageQuantity bucket, Usage usage, ModelPrices prices) => bucket.Meter switch
    {
        Meter.Images => Used(usage, Meter.ImageTokens) && prices.Has(Meter.ImageTokens),
        Meter.ImageTokens => Used(usage, Meter.Images) && !prices.Has(Meter.ImageTokens) && prices.Has(Meter.Images),
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
            if (_snapshot is { } old && db.PriceEntries.Count() == old.Count)
            {
                _snapshot = old with { ReadAt = readAt, Refreshes = refreshes };
                return old.Sheet;
            }

            var entries = db.PriceEntries.AsNoTracking().ToList();
            var read = new Snapshot(new PriceSheet(entries), entries.Count, readAt, refreshes);
            _snapshot = read;
            return read.Sheet;
        }
    }

    private bool IsFresh(Snapshot snapshot) =>
        snapshot.Refreshes == Volatile.Read(ref _refreshes) && clock.GetElapsedTime(snapshot.ReadAt) < MaximumAge;

    private sealed record Snapshot(PriceSheet Sheet, int Count, long ReadAt, int Refreshes);
}

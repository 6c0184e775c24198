using GenOps.Core.Calls;

namespace GenOps.Core.Desk.Runs;

/// <summary>A price as it stood in the book: US dollars for one unit, null where the entry withdraws a price; in force from, UTC.</summary>
public sealed record PriceDetail(
    PriceEntryId Id, string Provider, string Model, Meter Meter, string Variant, decimal? UnitPriceUsd, DateTime ValidFrom, string Source);

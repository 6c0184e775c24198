using GenOps.Core.Calls;

namespace GenOps.Core.Pricing;

/// <summary>
/// One price in force, or one line of a model's history: US dollars for one unit, null for a withdrawal; whether it
/// prices calls sent now; whether it came with GenOps or a person recorded it.
/// </summary>
public sealed record PriceSheetLine(
    PriceEntryId Id, Meter Meter, string ServiceTier, long ContextAbove, string Variant, decimal? UnitPrice,
    DateTime ValidFrom, DateTime RecordedAt, string Source, string Author, bool InForce, bool Shipped);

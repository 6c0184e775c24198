using GenOps.Core.Calls;

namespace GenOps.Core.Analytics;

/// <summary>One row of the price book.</summary>
/// <param name="Id">The row.</param>
/// <param name="Provider">The configured provider, or the vendor of a public list.</param>
/// <param name="Model">The model.</param>
/// <param name="Meter">What it prices; differs from the bucket's where that has no price of its own.</param>
/// <param name="UnitPrice">Dollars for one unit.</param>
/// <param name="ValidFrom">UTC.</param>
/// <param name="RecordedAt">UTC.</param>
/// <param name="Source">Where the figure is from.</param>
/// <param name="Author">Who recorded it.</param>
public sealed record CallPrice(
    PriceEntryId Id, string Provider, string Model, Meter Meter, decimal UnitPrice, DateTime ValidFrom, DateTime RecordedAt, string Source, string Author);

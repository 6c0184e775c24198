namespace GenOps.Core.Pricing;

/// <summary>What a model costs at one provider now.</summary>
/// <param name="Provider">A configured provider, or the maker whose list it is.</param>
/// <param name="Model">The model.</param>
/// <param name="Lines">The prices in force, at least one.</param>
/// <param name="Since">The latest date from which one of them holds, UTC.</param>
public sealed record ModelPriceSheet(string Provider, string Model, IReadOnlyList<PriceSheetLine> Lines, DateTime Since);

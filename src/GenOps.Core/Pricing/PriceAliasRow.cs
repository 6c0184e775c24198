namespace GenOps.Core.Pricing;

/// <summary>At one provider a model is priced as another now; in force from, UTC.</summary>
public sealed record PriceAliasRow(string Provider, string Model, string PricedAs, DateTime ValidFrom, string Source, string Author);

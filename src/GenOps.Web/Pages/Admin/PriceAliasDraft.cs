using GenOps.Core.Pricing;

namespace GenOps.Web.Pages.Admin;

/// <summary>As which model another is priced, as a person types it.</summary>
public sealed class PriceAliasDraft
{
    public string Provider { get; set; } = "";

    public string Model { get; set; } = "";

    public string PricedAs { get; set; } = "";

    /// <summary>The first day on which it holds, UTC.</summary>
    public DateTime ValidFrom { get; set; }

    public string Source { get; set; } = "";

    /// <summary>The request for the command.</summary>
    public RecordPriceAliasRequest ToRequest() => new()
    {
        Provider = Provider,
        Model = Model,
        PricedAs = PricedAs,
        ValidFrom = DateTime.SpecifyKind(ValidFrom, DateTimeKind.Utc),
        Source = Source,
    };
}

namespace GenOps.Core.Calls;

/// <summary>How far the cost of a call is known.</summary>
public enum PricingState
{
    /// <summary>No answer yet, or nothing to charge.</summary>
    None,

    /// <summary>Priced by entries of the price book.</summary>
    Priced,

    /// <summary>Used, and nothing of it has a price: counted, never zero.</summary>
    Unpriced,

    /// <summary>Some buckets are priced and booked, others have no price: these count at the reserved worst case in budgets.</summary>
    PartlyPriced,
}

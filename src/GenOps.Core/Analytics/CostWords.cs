using GenOps.Core.Ledger;

namespace GenOps.Core.Analytics;

/// <summary>The words for kinds and classes of cost, one place for page, API and texts.</summary>
public static class CostWords
{
    /// <summary>A kind, in lower case.</summary>
    public static string Of(CostKind kind) => kind switch
    {
        CostKind.Model => "model",
        CostKind.Tool => "tool",
        CostKind.Labour => "labour",
        CostKind.Fixed => "fixed",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>A class, in lower case.</summary>
    public static string Of(CostClass costClass) => costClass switch
    {
        CostClass.Production => "production",
        CostClass.Control => "control",
        CostClass.Waste => "waste",
        CostClass.Pending => "pending",
        _ => throw new ArgumentOutOfRangeException(nameof(costClass), costClass, null),
    };
}

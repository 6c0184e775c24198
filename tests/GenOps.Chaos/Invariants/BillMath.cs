using GenOps.FakeProvider.Bills;

namespace GenOps.Chaos.Invariants;

/// <summary>What bills come to by the public list price of the model they are for.</summary>
public static class BillMath
{
    /// <summary>Nano-dollars, each call rounded by itself: $0.15, $0.075 and $0.60 per million tokens are 150, 75 and 600 a token.</summary>
    public static long Nanos(Bill bill)
    {
        var prompt = bill.Usage.GetProperty("prompt_tokens").GetInt64();
        var cached = bill.Usage.TryGetProperty("prompt_tokens_details", out var details) && details.TryGetProperty("cached_tokens", out var c) ? c.GetInt64() : 0;
        var completion = bill.Usage.GetProperty("completion_tokens").GetInt64();
        return ((prompt - cached) * 150) + (cached * 75) + (completion * 600);
    }
}

using GenOps.Core.Pricing;

namespace GenOps.Core.Inference.Protocol;

/// <summary>What the use of a call costs, before it is sent and once it is answered.</summary>
public sealed class CallPrices(IPriceBook prices, TimeProvider time)
{
    /// <summary>The most a call may cost; null where its model, or some of its use, has no price.</summary>
    internal Money? Most(IntentDraft draft)
    {
        var now = time.UtcNow();
        return prices.Price(draft.Route.Provider, draft.Route.Model, draft.Worst, now, now).Cost;
    }

    /// <summary>What an answer costs, before it is recorded.</summary>
    internal AnswerPrice Of(ModelCall call, AnswerReading reading)
    {
        var answer = reading.Answer;
        var model = answer.Model is { Length: > 0 } named ? named : call.Model;
        return new AnswerPrice(prices.Price(call.Provider, model, answer.Usage, call.SentAt ?? call.CreatedAt, time.UtcNow(), ServiceTiers.KeyOf(answer.ServiceTier ?? "")));
    }
}

/// <summary>The price of an answer.</summary>
/// <param name="Use">Of its use.</param>
internal sealed record AnswerPrice(PricedUsage Use)
{
    /// <summary>All of its use has a price.</summary>
    public bool IsWhole => Use.Cost is not null;
}

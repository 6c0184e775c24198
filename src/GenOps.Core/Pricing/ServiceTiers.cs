namespace GenOps.Core.Pricing;

/// <summary>The service tiers of the price book, and which of them an answer means.</summary>
public static class ServiceTiers
{
    /// <summary>The tier calls are sent with, and that of a price that names none.</summary>
    public const string Standard = "standard";

    /// <summary>The words for it in answers: the everyday tier of OpenAI, Anthropic and Groq.</summary>
    private static readonly HashSet<string> StandardWords = ["", Standard, "default", "auto", "on_demand"];

    /// <summary>
    /// The tier that prices an answer. What is none of the words for the standard tier (<c>flex</c>, <c>priority</c>, <c>batch</c>,
    /// <c>scale</c>) is a tier of its own, also where no price is known for it.
    /// </summary>
    /// <param name="named">As the answer names it; empty where it names none.</param>
    public static string KeyOf(string named)
    {
        var word = named.Trim().ToLowerInvariant();
        return StandardWords.Contains(word) ? Standard : word;
    }

    /// <summary>As <c> at the service tier flex</c>; empty for the standard tier.</summary>
    public static string Words(string tier) => tier == Standard ? "" : $" at the service tier {tier}";
}

using GenOps.Core.Inference.Providers;

namespace GenOps.Core.Inference.Routing;

/// <summary>What one provider is to another that serves the same.</summary>
public enum FallbackRole
{
    /// <summary>It is asked first.</summary>
    First,

    /// <summary>It answers while those before it cannot.</summary>
    Fallback,

    /// <summary>It is marked never to: data of others may not go there.</summary>
    Never,

    /// <summary>It is from before this was the default, or the first is, and nobody has agreed to it.</summary>
    NotAgreed,
}

/// <summary>Who answers for whom within a tier. The same rule decides for a call and for what people are shown.</summary>
public static class TierFailover
{
    /// <summary>What a provider is where another is asked first.</summary>
    public static FallbackRole RoleOf(ProviderSettings other, ProviderSettings first) => other switch
    {
        _ when other.Name == first.Name => FallbackRole.First,
        { NeverFallback: true } => FallbackRole.Never,
        _ => other.TierFailover && first.TierFailover ? FallbackRole.Fallback : FallbackRole.NotAgreed,
    };
}

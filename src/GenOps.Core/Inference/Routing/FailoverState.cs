using GenOps.Core.Inference.Providers;

namespace GenOps.Core.Inference.Routing;

/// <summary>How failover within the tiers stands.</summary>
/// <param name="Tiers">The tiers that are served.</param>
/// <param name="IsAsked">True where an administrator should answer whether the earlier providers take part, and it makes a difference.</param>
/// <param name="Earlier">The providers the question is about; empty where there is none.</param>
/// <param name="Answer">What was answered; null while nothing was.</param>
/// <param name="AnsweredBy">Who answered; empty while nobody has.</param>
/// <param name="AnsweredAt">When, UTC; null while nobody has.</param>
/// <param name="BySetting">What <see cref="FailoverSetting"/> decides for all; null where it is not set.</param>
public sealed record FailoverState(
    IReadOnlyList<TierOrder> Tiers, bool IsAsked, IReadOnlyList<string> Earlier, bool? Answer, string AnsweredBy, DateTime? AnsweredAt, bool? BySetting);

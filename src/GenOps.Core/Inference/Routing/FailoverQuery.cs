using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace GenOps.Core.Inference.Routing;

/// <summary>One provider's place in a tier.</summary>
/// <param name="Provider">Its name.</param>
/// <param name="Model">The model with which it serves the tier.</param>
/// <param name="Order">As <see cref="ProviderSettings.Order"/>.</param>
/// <param name="Role">What it is to the first.</param>
public sealed record TierPlace(string Provider, string Model, int Order, FallbackRole Role);

/// <summary>Who serves a tier, in the order in which they are asked.</summary>
/// <param name="Tier">The tier.</param>
/// <param name="Places">At least one, the first first.</param>
public sealed record TierOrder(Tier Tier, IReadOnlyList<TierPlace> Places);

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

/// <summary>Reads who answers for whom.</summary>
public sealed class FailoverQuery(IDbContextFactory<GenOpsDbContext> contexts, IProviderRegistry registry, IConfiguration configuration)
{
    /// <summary>As it holds now.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<FailoverState> ReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Providers);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var question = await db.FailoverQuestions.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        var setting = FailoverSetting.Read(configuration);
        var tiers = Enum.GetValues<Tier>().Select(Order).OfType<TierOrder>().ToList();
        var matters = tiers.SelectMany(t => t.Places).Any(p => p.Role == FallbackRole.NotAgreed);
        return new FailoverState(
            tiers, matters && setting is null && question is { Answer: null }, question?.EarlierNames ?? [],
            question?.Answer, question?.AnsweredBy ?? "", question?.AnsweredAt, setting);
    }

    private TierOrder? Order(Tier tier)
    {
        var serving = registry.Configured.Where(p => p.Models.ContainsKey(tier)).ToList();
        return serving.Count == 0
            ? null
            : new TierOrder(tier, [.. serving.Select(p => new TierPlace(p.Name, p.Models[tier], p.Order, TierFailover.RoleOf(p, serving[0])))]);
    }
}

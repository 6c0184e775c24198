using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace GenOps.Core.Inference.Routing;

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

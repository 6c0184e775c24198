using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Reviews;

/// <summary>Reads who decided what.</summary>
public sealed class ReviewHistoryQuery(IDbContextFactory<GenOpsDbContext> factory)
{
    /// <summary>One page of decisions.</summary>
    /// <exception cref="AccessDeniedException">The actor has no role at all.</exception>
    public async Task<ReviewHistoryPage> ReadAsync(Actor actor, ReviewHistoryFilter filter, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var query = DecisionReading.All(db);
        if (filter.Pipeline is { } name) query = query.Where(r => r.Pipeline == name);
        if (filter.Verdict is { } verdict) query = query.Where(r => r.Decision.Verdict == verdict);
        var size = Math.Clamp(filter.PageSize, 1, 200);
        var total = await query.CountAsync(cancellationToken);
        var items = await DecisionReading.ReadAsync(db, query, cancellationToken, ListPages.Before(filter.Page, size, total), size);
        return new ReviewHistoryPage(items, total);
    }
}

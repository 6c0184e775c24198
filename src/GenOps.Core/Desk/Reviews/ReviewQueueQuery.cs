using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Reviews;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Reviews;

/// <summary>Reads the reviews that wait for people.</summary>
public sealed class ReviewQueueQuery(IDbContextFactory<GenOpsDbContext> factory, TimeProvider clock)
{
    /// <summary>How many wait, of both moneys.</summary>
    /// <exception cref="AccessDeniedException">The actor has no role at all.</exception>
    public async Task<int> CountAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.ReviewTasks.CountAsync(t => t.State == ReviewState.Open, cancellationToken);
    }

    /// <summary>One page of open reviews.</summary>
    /// <exception cref="AccessDeniedException">The actor has no role at all.</exception>
    public async Task<ReviewQueuePage> ReadAsync(Actor actor, ReviewQueueFilter filter, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var now = clock.UtcNow();
        var open =
            from task in db.ReviewTasks.AsNoTracking()
            join pipeline in db.Pipelines on task.PipelineId equals pipeline.Id
            where task.State == ReviewState.Open
            select new { task, pipeline = pipeline.Name };
        var pipelines = await open.GroupBy(t => t.pipeline).OrderBy(g => g.Key)
            .Select(g => new PipelineReviews(g.Key, g.Count())).ToListAsync(cancellationToken);
        var moneys = await open.GroupBy(t => t.task.Money).OrderBy(g => g.Key)
            .Select(g => new MoneyReviews(g.Key, g.Count())).ToListAsync(cancellationToken);
        if (filter.Money is { } money) open = open.Where(t => t.task.Money == money);
        if (filter.Pipeline is { } name) open = open.Where(t => t.pipeline == name);
        if (filter.Mine)
            open = open.Where(t => db.ReviewClaims.Any(c => c.TaskId == t.task.Id && c.ReleasedAt == null && c.Until > now && c.UserId == actor.Id));

        var total = await open.CountAsync(cancellationToken);
        var size = Math.Clamp(filter.PageSize, 1, 200);
        var rows = await (
            from row in open.OrderBy(t => t.task.OpenedAt).ThenBy(t => t.task.Id).Skip(ListPages.Before(filter.Page, size, total)).Take(size)
            join output in db.Outputs on row.task.OutputId equals output.Id
            select new { row.task, row.pipeline, output.Name, output.Item }).ToListAsync(cancellationToken);
        var ids = rows.Select(r => r.task.Id).ToList();
        var claims = await ReviewFacts.ClaimsAsync(db, ids, now, cancellationToken);
        var reasons = await ReviewFacts.ReasonsAsync(db, [.. rows.Select(r => r.task.OutputId)], cancellationToken);
        var words = await OutputWords.OfAsync(db, [.. rows.Select(r => r.task.OutputId).Distinct()], cancellationToken);
        var costs = await ReviewFacts.CostsAsync(db, [.. rows.Select(r => r.task.RunId).Distinct()], cancellationToken);

        var items = rows.Select(row => new ReviewQueueItem
        {
            TaskId = row.task.Id,
            OutputId = row.task.OutputId,
            RunId = row.task.RunId,
            Pipeline = row.pipeline,
            Output = row.Name,
            Item = row.Item,
            Words = words[row.task.OutputId],
            Money = row.task.Money,
            CostSoFar = costs.GetValueOrDefault(row.task.RunId),
            Reasons = [.. reasons[row.task.OutputId]],
            OpenedAt = row.task.OpenedAt,
            Roles = row.task.Roles(),
            CanDecide = actor.Is([.. row.task.Roles()]),
            ClaimedBy = claims.GetValueOrDefault(row.task.Id)?.UserName,
            ClaimedByMe = claims.GetValueOrDefault(row.task.Id)?.UserId == actor.Id && actor.Id is not null,
        }).OrderBy(i => i.OpenedAt).ThenBy(i => i.TaskId.Value);
        return new ReviewQueuePage([.. items], total, pipelines, moneys);
    }
}

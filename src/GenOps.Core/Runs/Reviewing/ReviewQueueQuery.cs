using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Reviews;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Reviewing;

/// <summary>Which open reviews; what is null does not narrow.</summary>
public sealed record ReviewQueueFilter
{
    /// <summary>The pipeline's name.</summary>
    public string? Pipeline { get; init; }

    /// <summary>Only those the actor is looking at.</summary>
    public bool Mine { get; init; }

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Rows of a page, 1 to 200.</summary>
    public int PageSize { get; init; } = 25;
}

/// <summary>One page of the queue, oldest first.</summary>
/// <param name="Items">The rows.</param>
/// <param name="Total">Rows of all pages.</param>
/// <param name="Pipelines">Pipelines with open reviews, whatever the filter, for choosing one.</param>
public sealed record ReviewQueuePage(IReadOnlyList<ReviewQueueItem> Items, int Total, IReadOnlyList<PipelineReviews> Pipelines);

/// <summary>How many reviews of a pipeline are open.</summary>
public sealed record PipelineReviews(string Pipeline, int Open);

/// <summary>One open review.</summary>
public sealed record ReviewQueueItem
{
    public required ReviewTaskId TaskId { get; init; }

    public required OutputId OutputId { get; init; }

    public required RunId RunId { get; init; }

    public required string Pipeline { get; init; }

    /// <summary>The output's name in the definition.</summary>
    public required string Output { get; init; }

    /// <summary>Place of the item, from 0; −1 for one output per run.</summary>
    public required int Item { get; init; }

    public required MoneyMode Money { get; init; }

    /// <summary>What the run has cost so far.</summary>
    public required Money CostSoFar { get; init; }

    /// <summary>Why it was flagged, in plain words.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime OpenedAt { get; init; }

    /// <summary>Who may decide.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>True when the actor is one of them.</summary>
    public required bool CanDecide { get; init; }

    /// <summary>Who is looking at it; null when nobody is.</summary>
    public string? ClaimedBy { get; init; }

    /// <summary>True when it is the actor.</summary>
    public bool ClaimedByMe { get; init; }
}

/// <summary>Reads the reviews that wait for people.</summary>
public sealed class ReviewQueueQuery(IDbContextFactory<GenOpsDbContext> factory, TimeProvider clock)
{
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
        var costs = await ReviewFacts.CostsAsync(db, [.. rows.Select(r => r.task.RunId).Distinct()], cancellationToken);

        var items = rows.Select(row => new ReviewQueueItem
        {
            TaskId = row.task.Id,
            OutputId = row.task.OutputId,
            RunId = row.task.RunId,
            Pipeline = row.pipeline,
            Output = row.Name,
            Item = row.Item,
            Money = row.task.Money,
            CostSoFar = costs.GetValueOrDefault(row.task.RunId),
            Reasons = [.. reasons[row.task.OutputId]],
            OpenedAt = row.task.OpenedAt,
            Roles = ReviewFacts.RolesOf(row.task),
            CanDecide = actor.Is([.. ReviewFacts.RolesOf(row.task)]),
            ClaimedBy = claims.GetValueOrDefault(row.task.Id)?.UserName,
            ClaimedByMe = claims.GetValueOrDefault(row.task.Id)?.UserId == actor.Id && actor.Id is not null,
        }).OrderBy(i => i.OpenedAt).ThenBy(i => i.TaskId.Value);
        return new ReviewQueuePage([.. items], total, pipelines);
    }
}

using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Reviews;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Runs;

/// <summary>One review in a list.</summary>
public sealed record ReviewListRow
{
    public required ReviewTaskId Id { get; init; }

    public required ReviewState State { get; init; }

    public required OutputId OutputId { get; init; }

    /// <summary>The output's name in the definition.</summary>
    public required string Output { get; init; }

    /// <summary>Place of the item, from 0; null for none.</summary>
    public int? Item { get; init; }

    public required RunId RunId { get; init; }

    /// <summary>The pipeline's name.</summary>
    public required string Pipeline { get; init; }

    public required MoneyMode Money { get; init; }

    /// <summary>What the pipeline's author asks to look for; empty for nothing in particular.</summary>
    public required string Instructions { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime OpenedAt { get; init; }

    /// <summary>UTC; null while open.</summary>
    public DateTime? EndedAt { get; init; }

    /// <summary>The hash of the latest revision, to decide on exactly what was seen.</summary>
    public string? RevisionHash { get; init; }

    /// <summary>Why a person must look.</summary>
    public IReadOnlyList<ReviewReason> Flags { get; init; } = [];
}

/// <summary>A rule that flagged an output, and what was found.</summary>
public sealed record ReviewReason(string Rule, string Reason);

/// <summary>Lists reviews.</summary>
public sealed class ReviewListQuery(IDbContextFactory<GenOpsDbContext> contexts)
{
    /// <summary>Reviews of one state, those that wait longest first; at most 1000. What is null does not narrow.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<IReadOnlyList<ReviewListRow>> ReadAsync(
        Actor actor, ReviewState state, string? pipeline, MoneyMode? money, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await (
            from t in db.ReviewTasks
            join o in db.Outputs on t.OutputId equals o.Id
            join p in db.Pipelines on t.PipelineId equals p.Id
            where t.State == state && (pipeline == null || p.Name == pipeline) && (money == null || t.Money == money)
            orderby t.OpenedAt
            select new ReviewListRow
            {
                Id = t.Id,
                State = t.State,
                OutputId = o.Id,
                Output = o.Name,
                Item = o.Item < 0 ? null : o.Item,
                RunId = t.RunId,
                Pipeline = p.Name,
                Money = t.Money,
                Instructions = t.Instructions,
                OpenedAt = t.OpenedAt,
                EndedAt = t.EndedAt,
                RevisionHash = db.OutputRevisions.Where(r => r.OutputId == o.Id && r.Number == o.Revision).Select(r => r.Hash).FirstOrDefault(),
            }).Take(1000).ToListAsync(cancellationToken);
        var outputs = rows.Select(r => r.OutputId).ToList();
        var flags = (await db.Flags.Where(f => outputs.Contains(f.OutputId)).OrderBy(f => f.RaisedAt)
            .Select(f => new { f.OutputId, f.Rule, f.Reason }).ToListAsync(cancellationToken)).ToLookup(f => f.OutputId);
        return [.. rows.Select(r => r with { Flags = [.. flags[r.OutputId].Select(f => new ReviewReason(f.Rule, f.Reason))] })];
    }
}

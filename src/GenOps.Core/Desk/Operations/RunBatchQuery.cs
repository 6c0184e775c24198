using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Levers.Batches;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Operations;

/// <summary>One batch and how far it is.</summary>
public sealed record RunBatchRow
{
    public required RunBatchId Id { get; init; }

    public required RunBatchAction Action { get; init; }

    /// <summary>Which runs were asked for, in words.</summary>
    public required string Filter { get; init; }

    public required string Reason { get; init; }

    public required string By { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime PlacedAt { get; init; }

    /// <summary>UTC; null while runs wait.</summary>
    public DateTime? EndedAt { get; init; }

    public required int Total { get; init; }

    public required int Done { get; init; }

    /// <summary>Runs that could not be done.</summary>
    public required int Refused { get; init; }

    /// <summary>Why the first of those could not; null when all could.</summary>
    public string? FirstProblem { get; init; }
}

/// <summary>Reads batches and how far they are.</summary>
public sealed class RunBatchQuery(IDbContextFactory<GenOpsDbContext> contexts, TimeProvider time)
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(5);

    /// <summary>One batch; null when there is none of that id.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<RunBatchRow?> FindAsync(Actor actor, RunBatchId id, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return (await RowsAsync(db, db.RunBatches.Where(b => b.Id == id), cancellationToken)).SingleOrDefault();
    }

    /// <summary>Batches that are being carried out or ended in the last five minutes, newest first.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<IReadOnlyList<RunBatchRow>> RecentAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var since = time.UtcNow() - Recent;
        return await RowsAsync(db, db.RunBatches.Where(b => b.EndedAt == null || b.EndedAt > since).OrderByDescending(b => b.PlacedAt).Take(10), cancellationToken);
    }

    private static async Task<List<RunBatchRow>> RowsAsync(GenOpsDbContext db, IQueryable<RunBatch> batches, CancellationToken cancellationToken)
    {
        var found = await batches.AsNoTracking().Select(b => new
        {
            Batch = b,
            Done = db.RunBatchItems.Count(i => i.BatchId == b.Id && i.State == RunBatchItemState.Done),
            Refused = db.RunBatchItems.Count(i => i.BatchId == b.Id && i.State == RunBatchItemState.Refused),
            Problem = db.RunBatchItems.Where(i => i.BatchId == b.Id && i.State == RunBatchItemState.Refused)
                .OrderBy(i => i.Id).Select(i => i.Problem).FirstOrDefault(),
        }).ToListAsync(cancellationToken);
        return
        [
            .. found.Select(f => new RunBatchRow
            {
                Id = f.Batch.Id,
                Action = f.Batch.Action,
                Filter = f.Batch.Filter,
                Reason = f.Batch.Reason,
                By = f.Batch.By,
                PlacedAt = f.Batch.PlacedAt,
                EndedAt = f.Batch.EndedAt,
                Total = f.Batch.Total,
                Done = f.Done,
                Refused = f.Refused,
                FirstProblem = f.Problem,
            }),
        ];
    }
}

using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Reviews;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Reviews;

/// <summary>Reads one output.</summary>
public sealed class OutputDetailQuery(IDbContextFactory<GenOpsDbContext> factory)
{
    /// <summary>The output; null when there is none with this id.</summary>
    /// <exception cref="AccessDeniedException">The actor has no role at all.</exception>
    public async Task<OutputHistory?> FindAsync(Actor actor, OutputId id, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Work);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var head = await (
            from o in db.Outputs.AsNoTracking()
            join p in db.Pipelines on o.PipelineId equals p.Id
            join v in db.PipelineVersions on o.VersionId equals v.Id
            where o.Id == id
            select new { Output = o, p.Name, v.Number }).SingleOrDefaultAsync(cancellationToken);
        if (head is null) return null;

        var output = head.Output;
        return new OutputHistory
        {
            Id = id,
            RunId = output.RunId,
            Pipeline = head.Name,
            Version = head.Number,
            Name = output.Name,
            Item = output.Item,
            State = output.State,
            Money = output.Money,
            DraftedAt = output.DraftedAt,
            AcceptedAt = output.AcceptedAt,
            DecidedByPerson = output.DecidedByPerson,
            PublishedAt = output.PublishedAt,
            Flags = await db.Flags.Where(f => f.OutputId == id).OrderBy(f => f.RaisedAt).ThenBy(f => f.Id)
                .Select(f => new FlagReason(f.Rule, f.Reason)).ToListAsync(cancellationToken),
            Revisions = await RevisionsAsync(db, id, cancellationToken),
            Decisions = await DecisionReading.ReadAsync(db, DecisionReading.All(db).Where(d => d.Decision.OutputId == id), cancellationToken),
            Deliveries = await db.PublishCalls.Where(c => c.RunId == output.RunId).OrderByDescending(c => c.CreatedAt)
                .Select(c => new DeliveryView(c.Channel, c.Target, c.State, c.Result, c.Attempt, c.CreatedAt)).ToListAsync(cancellationToken),
            OpenReview = await db.ReviewTasks.Where(t => t.OutputId == id && t.State == ReviewState.Open)
                .Select(t => (ReviewTaskId?)t.Id).FirstOrDefaultAsync(cancellationToken),
        };
    }

    private static async Task<IReadOnlyList<RevisionView>> RevisionsAsync(GenOpsDbContext db, OutputId id, CancellationToken cancellationToken)
    {
        var revisions = await db.OutputRevisions.AsNoTracking().Where(r => r.OutputId == id)
            .OrderByDescending(r => r.Number).ToListAsync(cancellationToken);
        List<RevisionView> views = [];
        foreach (var r in revisions)
            views.Add(new RevisionView(r.Number, r.Hash, r.Author, r.CreatedAt, await ArtifactReading.ReadAsync(db, r.Id, cancellationToken)));
        return views;
    }
}

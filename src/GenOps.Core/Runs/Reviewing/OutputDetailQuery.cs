using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Inference;
using GenOps.Core.Outputs;
using GenOps.Core.Reviews;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Reviewing;

/// <summary>One output with all that ever happened to it.</summary>
public sealed record OutputHistory
{
    public required OutputId Id { get; init; }

    public required RunId RunId { get; init; }

    public required string Pipeline { get; init; }

    public required int Version { get; init; }

    public required string Name { get; init; }

    /// <summary>Place of the item, from 0; −1 for one output per run.</summary>
    public required int Item { get; init; }

    public required OutputState State { get; init; }

    public required MoneyMode Money { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime DraftedAt { get; init; }

    /// <summary>UTC; null when not accepted.</summary>
    public DateTime? AcceptedAt { get; init; }

    /// <summary>True when a person decided, false when a rule did; null before.</summary>
    public bool? DecidedByPerson { get; init; }

    /// <summary>UTC; null until delivered.</summary>
    public DateTime? PublishedAt { get; init; }

    public required IReadOnlyList<FlagReason> Flags { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<RevisionView> Revisions { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<DecisionView> Decisions { get; init; }

    /// <summary>Deliveries of the run, newest first.</summary>
    public required IReadOnlyList<DeliveryView> Deliveries { get; init; }

    /// <summary>The review that waits; null when none does.</summary>
    public ReviewTaskId? OpenReview { get; init; }
}

/// <summary>One revision with its files.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Hash">Of names, types and contents.</param>
/// <param name="Author">Who made it.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="Artifacts">Its files and texts.</param>
public sealed record RevisionView(int Number, string Hash, string Author, DateTime CreatedAt, IReadOnlyList<ArtifactView> Artifacts);

/// <summary>One delivery.</summary>
/// <param name="Channel">Through which channel.</param>
/// <param name="Target">The folder or address.</param>
/// <param name="State">How it stands.</param>
/// <param name="Result">What came of it, in plain words.</param>
/// <param name="Attempt">Which sending, from 0.</param>
/// <param name="CreatedAt">UTC.</param>
public sealed record DeliveryView(string Channel, string Target, CallState State, string Result, int Attempt, DateTime CreatedAt);

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

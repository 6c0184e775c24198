using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Reviews;

/// <summary>A person set a review aside without deciding.</summary>
public sealed class ReviewSkip
{
    public required ReviewSkipId Id { get; init; }

    public required ReviewTaskId TaskId { get; init; }

    public required UserId UserId { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime At { get; init; }
}

/// <summary>
/// Puts a review at the end of a person's session, behind all that they have not set aside. Kept in the database, so that it holds
/// across tabs, reloads and nodes.
/// </summary>
public sealed class SkipReview(CommandRunner runner)
{
    /// <summary>How long it is remembered: as long as somebody stays signed in without doing anything.</summary>
    public static readonly TimeSpan Session = TimeSpan.FromHours(12);

    /// <summary>Sets it aside for the actor. For a key, which has no session, nothing happens.</summary>
    public async Task ExecuteAsync(Actor actor, ReviewTaskId id, CancellationToken cancellationToken)
    {
        if (actor.Id is { } user) await runner.RunAsync(actor, scope => StageAsync(scope, user, id), cancellationToken);
    }

    private static async Task StageAsync(CommandScope scope, Guid user, ReviewTaskId id)
    {
        var (db, _, now, cancellationToken) = scope;
        var over = now - Session;
        await db.ReviewSkips.Where(s => s.UserId == new UserId(user) && s.At < over).ExecuteDeleteAsync(cancellationToken);
        db.Add(new ReviewSkip { Id = Core.Id.New<ReviewSkipId>(), TaskId = id, UserId = new UserId(user), At = now });
    }

    /// <summary>What the actor set aside in this session, with the last time of each.</summary>
    internal static async Task<Dictionary<ReviewTaskId, DateTime>> OfAsync(
        GenOpsDbContext db, Actor actor, DateTime now, CancellationToken cancellationToken)
    {
        if (actor.Id is not { } user) return [];
        var from = now - Session;
        return await db.ReviewSkips.Where(s => s.UserId == new UserId(user) && s.At >= from)
            .GroupBy(s => s.TaskId).Select(g => new { g.Key, At = g.Max(s => s.At) }).ToDictionaryAsync(s => s.Key, s => s.At, cancellationToken);
    }
}

internal sealed class ReviewSkipConfiguration : IEntityTypeConfiguration<ReviewSkip>
{
    public void Configure(EntityTypeBuilder<ReviewSkip> builder) => builder.HasIndex(s => new { s.UserId, s.At });
}

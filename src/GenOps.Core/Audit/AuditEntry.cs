using GenOps.Core.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Audit;

/// <summary>Who did what to which object, and when. Written in the transaction of the command; never changed.</summary>
public sealed class AuditEntry
{
    public required AuditEntryId Id { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>The account or key; null for GenOps itself.</summary>
    public Guid? ActorId { get; init; }

    public required string ActorName { get; init; }

    /// <summary>What was done, as <c>run.start</c> or <c>review.approve</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The kind of object, as <c>run</c>.</summary>
    public required string ObjectType { get; init; }

    /// <summary>The object's id.</summary>
    public required string ObjectId { get; init; }

    /// <summary>One sentence for a reader.</summary>
    public required string Summary { get; init; }

    /// <summary>Further facts as canonical JSON text; empty when there are none.</summary>
    public string Details { get; init; } = "";
}

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.HasIndex(e => e.At);
        builder.HasIndex(e => new { e.ObjectType, e.ObjectId });
    }
}

/// <summary>Makes the audit entries of commands.</summary>
public static class AuditTrail
{
    /// <summary>Adds an entry to the unit of work of a command; it is committed, or not, with what it tells of.</summary>
    public static void Record(
        this DbContext db, Actor actor, DateTime at, string action, string objectType, object objectId, string summary, string details = "") =>
        db.Add(Entry(actor, at, action, objectType, objectId, summary, details));

    /// <summary>An entry for who stores it otherwise.</summary>
    public static AuditEntry Entry(Actor actor, DateTime at, string action, string objectType, object objectId, string summary, string details = "") => new()
    {
        Id = Id.New<AuditEntryId>(),
        At = at,
        ActorId = actor.Id,
        ActorName = actor.Name,
        Action = action,
        ObjectType = objectType,
        ObjectId = objectId.ToString() ?? "",
        Summary = summary,
        Details = details,
    };
}

using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Audit;

/// <summary>Which entries; what is null or empty does not narrow.</summary>
public sealed record AuditFilter
{
    /// <summary>The actor's name, exactly.</summary>
    public string? Actor { get; init; }

    /// <summary>The action, as <c>run.start</c>, or all of a kind by its beginning with a dot, as <c>run.</c>.</summary>
    public string? Action { get; init; }

    /// <summary>The kind of object.</summary>
    public string? ObjectType { get; init; }

    public string? ObjectId { get; init; }

    /// <summary>At or after, UTC.</summary>
    public DateTime? From { get; init; }

    /// <summary>Before, UTC.</summary>
    public DateTime? To { get; init; }

    /// <summary>Part of the summary or the object's id, in any case.</summary>
    public string? Text { get; init; }

    /// <summary>Where to go on, as the page before said.</summary>
    public PageCursor? After { get; init; }

    /// <summary>Rows at most, 1 to 1000.</summary>
    public int Take { get; init; } = 100;
}

/// <summary>One entry.</summary>
public sealed record AuditRow(
    AuditEntryId Id, DateTime At, string Actor, string Action, string ObjectType, string ObjectId, string Summary, string Details);

/// <summary>One page of entries, newest first.</summary>
/// <param name="Rows">The entries.</param>
/// <param name="Total">How many match in all.</param>
/// <param name="Next">Where the next page begins; null on the last.</param>
public sealed record AuditPage(IReadOnlyList<AuditRow> Rows, int Total, PageCursor? Next);

/// <summary>What the filters can be set to.</summary>
public sealed record AuditFacets(IReadOnlyList<string> Actors, IReadOnlyList<string> Actions, IReadOnlyList<string> ObjectTypes);

/// <summary>Reads the audit trail: for auditors and administrators.</summary>
public sealed class AuditQuery(IDbContextFactory<GenOpsDbContext> contexts)
{
    /// <summary>One page of the entries that match.</summary>
    /// <exception cref="AccessDeniedException">The actor is neither auditor nor administrator.</exception>
    public async Task<AuditPage> ReadAsync(Actor actor, AuditFilter filter, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Audit);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var matching = Matching(db.AuditEntries.AsNoTracking(), filter);
        var total = await matching.CountAsync(cancellationToken);
        var skip = 0;
        if (filter.After is { } after)
        {
            matching = matching.Where(e => e.At <= after.At);
            skip = after.Shown;
        }

        var take = Math.Clamp(filter.Take, 1, 1000);
        var rows = await matching.OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Skip(skip).Take(take + 1)
            .Select(e => new AuditRow(e.Id, e.At, e.ActorName, e.Action, e.ObjectType, e.ObjectId, e.Summary, e.Details))
            .ToListAsync(cancellationToken);
        var shown = rows.Take(take).ToList();
        return new AuditPage(shown, total, PageCursor.After([.. shown.Select(r => r.At)], rows.Count > take, filter.After));
    }

    /// <summary>All actors, actions and kinds of object there are.</summary>
    /// <exception cref="AccessDeniedException">The actor is neither auditor nor administrator.</exception>
    public async Task<AuditFacets> FacetsAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Audit);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return new AuditFacets(
            await db.AuditEntries.Select(e => e.ActorName).Distinct().OrderBy(n => n).ToListAsync(cancellationToken),
            await db.AuditEntries.Select(e => e.Action).Distinct().OrderBy(n => n).ToListAsync(cancellationToken),
            await db.AuditEntries.Select(e => e.ObjectType).Distinct().OrderBy(n => n).ToListAsync(cancellationToken));
    }

    private static IQueryable<AuditEntry> Matching(IQueryable<AuditEntry> entries, AuditFilter filter)
    {
        if (!string.IsNullOrEmpty(filter.Actor)) entries = entries.Where(e => e.ActorName == filter.Actor);
        if (!string.IsNullOrEmpty(filter.Action))
        {
            entries = filter.Action.EndsWith('.')
                ? entries.Where(e => e.Action.StartsWith(filter.Action))
                : entries.Where(e => e.Action == filter.Action);
        }

        if (!string.IsNullOrEmpty(filter.ObjectType)) entries = entries.Where(e => e.ObjectType == filter.ObjectType);
        if (!string.IsNullOrEmpty(filter.ObjectId)) entries = entries.Where(e => e.ObjectId == filter.ObjectId);
        if (filter.From is { } from) entries = entries.Where(e => e.At >= from);
        if (filter.To is { } to) entries = entries.Where(e => e.At < to);
        if (!string.IsNullOrWhiteSpace(filter.Text))
        {
            var pattern = SearchText.Containing(filter.Text);
            entries = entries.Where(e =>
                EF.Functions.Like(e.Summary.ToLower(), pattern, SearchText.Escape) || EF.Functions.Like(e.ObjectId.ToLower(), pattern, SearchText.Escape));
        }

        return entries;
    }
}

using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Audit;

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

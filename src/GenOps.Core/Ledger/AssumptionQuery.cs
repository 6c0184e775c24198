using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Ledger;

/// <summary>Reads what was stated; for Finance and Auditor. Assumptions are figures of the company, not money of a mode.</summary>
public sealed class AssumptionQuery(IDbContextFactory<GenOpsDbContext> factory, TimeProvider clock)
{
    /// <summary>The company first, then each pipeline by name.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<IReadOnlyList<AssumptionScope>> CurrentAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Assumptions);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var stated = await db.Assumptions.AsNoTracking().ToListAsync(cancellationToken);
        var now = clock.UtcNow();
        var scopes = (await db.PipelineLabelsAsync(cancellationToken)).Select(p => (Id: (PipelineId?)p.Id, p.Name)).Prepend((Id: null, Name: "Company"));
        return [.. scopes.Select(s => new AssumptionScope(s.Id, s.Name, [.. AssumptionWords.All.Select(w => Cell(stated, w.Key, s.Id, now))]))];
    }

    /// <summary>All statements of one scope and key, newest first.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<IReadOnlyList<AssumptionLine>> HistoryAsync(
        Actor actor, PipelineId? pipelineId, string key, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Assumptions);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var stated = await db.Assumptions.AsNoTracking()
            .Where(a => a.PipelineId == pipelineId && a.Key == key)
            .ToListAsync(cancellationToken);
        var now = clock.UtcNow();
        var inForce = AssumptionBook.InForce(stated, key, pipelineId, now, now)?.Id;
        return [.. stated.OrderByDescending(a => a.ValidFrom).ThenByDescending(a => a.RecordedAt).Select(a => Line(a, a.Id == inForce))];
    }

    private static AssumptionCell Cell(IReadOnlyList<Assumption> stated, string key, PipelineId? scope, DateTime now)
    {
        var own = InForce(stated, key, scope, now);
        // A pipeline's fixed cost is a cost of its own beside the company's, never in its place.
        var inherited = scope is null || key == AssumptionKeys.FixedMonthly ? null : InForce(stated, key, null, now);
        var counting = stated.Where(a => a.Origin != AssumptionOrigin.Example).ToList();
        var live = InForce(counting, key, scope, now) ?? (inherited is null ? null : InForce(counting, key, null, now));
        return new AssumptionCell(key, own, inherited) { Live = live };
    }

    private static AssumptionLine? InForce(IReadOnlyList<Assumption> stated, string key, PipelineId? scope, DateTime now) =>
        AssumptionBook.InForce(stated, key, scope, now, now) is { Value: not null } held ? Line(held, inForce: true) : null;

    private static AssumptionLine Line(Assumption a, bool inForce) =>
        new(a.Id, a.PipelineId, a.Key, a.Value, a.ValidFrom, a.RecordedAt, a.Author, a.Origin, a.Note, inForce);
}

using System.Globalization;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Ledger;

/// <summary>
/// Books the stated fixed costs, once for each month of the reporting time zone, as live money. A month owes what is in
/// force at its first moment, or what first comes into force within it. It may run as often as one likes and at many
/// nodes at once; where a figure of a month already booked is stated anew, the difference is booked.
/// </summary>
public sealed class PostFixedCosts(IDbContextFactory<GenOpsDbContext> factory, TimeProvider clock, ReportingCalendar calendar)
{
    /// <summary>Books what is due until now.</summary>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        var now = clock.UtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var stated = await db.Assumptions.AsNoTracking().Where(a => a.Key == AssumptionKeys.FixedMonthly).ToListAsync(cancellationToken);
        if (stated.Count == 0) return;
        var booked = await db.LedgerEntries.AsNoTracking()
            .Where(e => e.SourceType == LedgerSource.Fixed && e.Money == MoneyMode.Live)
            .ToListAsync(cancellationToken);
        var labels = (await db.PipelineLabelsAsync(cancellationToken)).ToDictionary(p => p.Id);
        foreach (var scope in stated.GroupBy(a => a.PipelineId))
        {
            foreach (var due in DueMonths([.. scope], scope.Key, now))
            {
                var before = booked.Where(e => e.SourceId == due.SourceId).OrderBy(e => e.Revision).ToList();
                var difference = due.Amount - LedgerBook.Total(before);
                if (difference == Money.Zero) continue;
                var costCentre = scope.Key is { } id && labels.TryGetValue(id, out var label) ? label.CostCentre : "";
                db.Add(Entry(due, scope.Key, costCentre, difference, before, now));
            }
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // Another node booked the same months in between. What it left is booked by the next turn.
            db.ChangeTracker.Clear();
            var there = await db.LedgerEntries.AsNoTracking().CountAsync(e => e.SourceType == LedgerSource.Fixed, cancellationToken);
            if (there == booked.Count) throw;
        }
    }

    private IEnumerable<Due> DueMonths(IReadOnlyList<Assumption> stated, PipelineId? scope, DateTime now)
    {
        var first = ReportingCalendar.MonthOf(calendar.DayOf(stated.Min(a => a.ValidFrom)));
        for (var month = first; calendar.StartOf(month) <= now; month = month.AddMonths(1))
        {
            var (start, end) = (calendar.StartOf(month), calendar.StartOf(month.AddMonths(1)));
            var at = stated.Where(a => a.ValidFrom > start && a.ValidFrom < end && a.ValidFrom <= now).Select(a => a.ValidFrom)
                .Order().Prepend(start)
                .Cast<DateTime?>()
                .FirstOrDefault(t => AssumptionBook.InForce(stated, AssumptionKeys.FixedMonthly, scope, t!.Value, now)?.Value is not null);
            var amount = at is { } then
                ? Money.FromUsd(AssumptionBook.InForce(stated, AssumptionKeys.FixedMonthly, scope, then, now)!.Value!.Value)
                : Money.Zero;
            yield return new Due(SourceId(scope, month), at ?? start, amount);
        }
    }

    private static LedgerEntry Entry(
        Due due, PipelineId? pipelineId, string costCentre, Money amount, List<LedgerEntry> before, DateTime now) => new()
        {
            Id = Id.New<LedgerEntryId>(),
            SourceType = LedgerSource.Fixed,
            SourceId = due.SourceId,
            Kind = CostKind.Fixed,
            Revision = LedgerBook.NextRevision(before),
            Money = MoneyMode.Live,
            Amount = amount,
            Basis = before.Count == 0 ? LedgerBasis.Stated : LedgerBasis.Settlement,
            // A correction belongs to the same month as what it corrects.
            ChargedAt = before.Count == 0 ? due.At : before[0].ChargedAt,
            RecordedAt = now,
            PipelineId = pipelineId,
            CostCentre = costCentre,
        };

    /// <summary>The same on every node, so that the ledger's unique key lets a month in once.</summary>
    private static Guid SourceId(PipelineId? scope, DateOnly month) =>
        Id.Derived($"fixed|{scope?.Value.ToString() ?? "company"}|{month.ToString("yyyy-MM", CultureInfo.InvariantCulture)}");

    private sealed record Due(Guid SourceId, DateTime At, Money Amount);
}

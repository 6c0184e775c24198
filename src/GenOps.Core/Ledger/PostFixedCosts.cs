using System.Globalization;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Ledger;

/// <summary>
/// Books the stated fixed costs as live money, each month of the reporting time zone spread evenly over its days, and each
/// day once it has begun. A month owes what is in force at its first moment, or what first comes into force within it, which
/// then lies on the days from there on. It may run as often as one likes and at many nodes at once; where a figure of days
/// already booked is stated anew, the difference is booked.
/// </summary>
public sealed class PostFixedCosts(IDbContextFactory<GenOpsDbContext> factory, TimeProvider clock, ReportingCalendar calendar)
{
    /// <summary>Books what is due until now.</summary>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        var now = clock.UtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var stated = await AssumptionBook.For(db.Assumptions.AsNoTracking(), MoneyMode.Live)
            .Where(a => a.Key == AssumptionKeys.FixedMonthly).ToListAsync(cancellationToken);
        if (stated.Count == 0) return;
        var booked = (await db.LedgerEntries.AsNoTracking()
            .Where(e => e.SourceType == LedgerSource.Fixed && e.Money == MoneyMode.Live)
            .ToListAsync(cancellationToken)).ToLookup(e => e.SourceId);
        var labels = (await db.PipelineLabelsAsync(cancellationToken)).ToDictionary(p => p.Id);
        foreach (var scope in stated.GroupBy(a => a.PipelineId))
        {
            foreach (var due in DueDays([.. scope], scope.Key, now))
            {
                var before = booked[due.SourceId].OrderBy(e => e.Revision).ToList();
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
            // Another node booked the same days in between. What it left is booked by the next turn.
            db.ChangeTracker.Clear();
            var there = await db.LedgerEntries.AsNoTracking().CountAsync(e => e.SourceType == LedgerSource.Fixed, cancellationToken);
            if (there == booked.Sum(b => b.Count())) throw;
        }
    }

    private IEnumerable<Due> DueDays(IReadOnlyList<Assumption> stated, PipelineId? scope, DateTime now)
    {
        var first = ReportingCalendar.MonthOf(calendar.DayOf(stated.Min(a => a.ValidFrom)));
        for (var month = first; calendar.StartOf(month) <= now; month = month.AddMonths(1))
        {
            var (start, end) = (calendar.StartOf(month), calendar.StartOf(month.AddMonths(1)));
            // Months were once booked whole, on one day: what stands there is taken back for its days.
            yield return new Due(SourceId(scope, $"{month:yyyy-MM}"), start, Money.Zero);
            var at = stated.Where(a => a.ValidFrom > start && a.ValidFrom < end && a.ValidFrom <= now).Select(a => a.ValidFrom)
                .Order().Prepend(start)
                .Cast<DateTime?>()
                .FirstOrDefault(t => AssumptionBook.InForce(stated, AssumptionKeys.FixedMonthly, scope, t!.Value, now)?.Value is not null);
            var amount = at is { } then
                ? Money.FromUsd(AssumptionBook.InForce(stated, AssumptionKeys.FixedMonthly, scope, then, now)!.Value!.Value)
                : Money.Zero;
            foreach (var day in DaysOf(month, at ?? start, amount, scope)) if (day.At <= now) yield return day;
        }
    }

    /// <summary>Every day of the month, those before the cost came into force at zero: a figure stated anew may begin later.</summary>
    private IEnumerable<Due> DaysOf(DateOnly month, DateTime from, Money amount, PipelineId? scope)
    {
        var begin = calendar.DayOf(from);
        var parts = LargestRemainder.Split(amount.Nanos, [.. Enumerable.Repeat(1L, month.AddMonths(1).DayNumber - begin.DayNumber)]);
        for (var day = month; day < month.AddMonths(1); day = day.AddDays(1))
        {
            var start = calendar.StartOf(day);
            var nanos = day < begin ? 0 : parts[day.DayNumber - begin.DayNumber];
            yield return new Due(SourceId(scope, $"{day:yyyy-MM-dd}"), day == begin && from > start ? from : start, new Money(nanos));
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
            // A correction belongs to the same day as what it corrects.
            ChargedAt = before.Count == 0 ? due.At : before[0].ChargedAt,
            RecordedAt = now,
            PipelineId = pipelineId,
            CostCentre = costCentre,
        };

    /// <summary>The same on every node, so that the ledger's unique key lets a day in once.</summary>
    /// <param name="scope">The pipeline; null for the company.</param>
    /// <param name="span">The day, or the month of old.</param>
    private static Guid SourceId(PipelineId? scope, FormattableString span) =>
        Id.Derived($"fixed|{scope?.Value.ToString() ?? "company"}|{span.ToString(CultureInfo.InvariantCulture)}");

    private sealed record Due(Guid SourceId, DateTime At, Money Amount);
}

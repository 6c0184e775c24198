using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Ledger;

/// <summary>
/// Writes money into the ledger as part of the caller's transaction: nothing here saves. Two writers of the same
/// revision of a source collide on its unique key, so that no amount is ever booked twice.
/// </summary>
public static class LedgerBook
{
    private const decimal SecondsPerHour = 3600m;

    /// <summary>Books what a call cost, as its first entry.</summary>
    /// <param name="db">The caller's unit of work.</param>
    /// <param name="call">The call; it keeps what it cost by itself.</param>
    /// <param name="run">Its run.</param>
    /// <param name="amount">The cost; zero is booked too.</param>
    /// <param name="basis">How it is known.</param>
    /// <param name="chargedAt">When the call was intended, UTC: its period.</param>
    /// <param name="now">UTC.</param>
    public static LedgerEntry Charge(
        GenOpsDbContext db, IChargedCall call, RunSnapshot run, Money amount, LedgerBasis basis, DateTime chargedAt, DateTime now) =>
        Add(db, call, run, amount, basis, chargedAt, now, revision: 0, duplicate: false);

    /// <summary>Books the worst case of a call in doubt, as its first entry; what is found out later settles it.</summary>
    public static LedgerEntry EstimateInDoubt(
        GenOpsDbContext db, IChargedCall call, RunSnapshot run, Money worstCase, DateTime chargedAt, DateTime now) =>
        Charge(db, call, run, worstCase, LedgerBasis.Estimate, chargedAt, now);

    /// <summary>
    /// Makes the ledger say what a call really cost, whatever was booked before: nothing before, and it is a first charge
    /// on the given basis; else the difference is appended, in the period of the first entry.
    /// </summary>
    /// <param name="db">The caller's unit of work.</param>
    /// <param name="call">The call.</param>
    /// <param name="run">Its run.</param>
    /// <param name="actual">What it cost; zero when it turned out not to be charged.</param>
    /// <param name="basis">How the amount is known, for a first charge.</param>
    /// <param name="chargedAt">The period of a first charge, UTC.</param>
    /// <param name="now">UTC.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    /// <returns>The entry; null when the ledger says so already.</returns>
    public static async Task<LedgerEntry?> SettleAsync(
        GenOpsDbContext db, IChargedCall call, RunSnapshot run, Money actual, LedgerBasis basis, DateTime chargedAt, DateTime now,
        CancellationToken cancellationToken)
    {
        var before = await EntriesOfAsync(db, LedgerSource.Call, call.Id.Value, cancellationToken);
        if (before.Count == 0) return Charge(db, call, run, actual, basis, chargedAt, now);
        var booked = Total(before.Where(e => !e.Duplicate));
        return booked == actual
            ? null
            : Add(db, call, run, actual - booked, LedgerBasis.Settlement, before[0].ChargedAt, now, NextRevision(before), duplicate: false);
    }

    /// <summary>Books a second charge for the same call, as waste beside the first.</summary>
    public static async Task<LedgerEntry> ChargeDuplicateAsync(
        GenOpsDbContext db, IChargedCall call, RunSnapshot run, Money amount, LedgerBasis basis, DateTime chargedAt, DateTime now,
        CancellationToken cancellationToken)
    {
        var before = await EntriesOfAsync(db, LedgerSource.Call, call.Id.Value, cancellationToken);
        return Add(db, call, run, amount, basis, chargedAt, now, NextRevision(before), duplicate: true);
    }

    /// <summary>
    /// Books measured time of a person at the labour rate in force for the pipeline, else for the company; live time never
    /// at a rate that only shipped as an example. Where no rate is stated, or no time was measured, nothing is booked, and the labour counts as unpriced.
    /// </summary>
    /// <returns>The entry; null when nothing is booked.</returns>
    public static async Task<LedgerEntry?> ChargeLabourAsync(
        GenOpsDbContext db, IChargedLabour labour, RunSnapshot run, DateTime now, CancellationToken cancellationToken)
    {
        if (!labour.Measured || labour.Seconds == 0) return null;
        var rate = await AssumptionBook.InForceAsync(
            db, run.Money, AssumptionKeys.LabourRate, run.PipelineId, labour.At, now, cancellationToken);
        if (rate is null) return null;
        var entry = LabourEntry(labour, run, rate.Value, now);
        db.Add(entry);
        return entry;
    }

    /// <summary>The row of measured time at a rate; nothing is stored.</summary>
    internal static LedgerEntry LabourEntry(IChargedLabour labour, RunSnapshot run, decimal rate, DateTime now, LedgerEntryId? id = null) => new()
    {
        Id = id ?? Id.New<LedgerEntryId>(),
        SourceType = LedgerSource.Labour,
        SourceId = labour.Id.Value,
        Kind = CostKind.Labour,
        Revision = 0,
        Money = run.Money,
        Amount = Money.FromUsd(labour.Seconds * rate / SecondsPerHour),
        Basis = LedgerBasis.Stated,
        ChargedAt = labour.At,
        RecordedAt = now,
        PipelineId = run.PipelineId,
        VersionId = run.VersionId,
        RunId = run.RunId,
        OutputId = labour.OutputId,
        CostCentre = run.CostCentre,
    };

    /// <summary>All entries of one source, saved or only added, in the order of their revisions.</summary>
    internal static async Task<IReadOnlyList<LedgerEntry>> EntriesOfAsync(
        GenOpsDbContext db, string sourceType, Guid sourceId, CancellationToken cancellationToken)
    {
        var saved = await db.LedgerEntries.AsNoTracking()
            .Where(e => e.SourceType == sourceType && e.SourceId == sourceId)
            .ToListAsync(cancellationToken);
        var added = db.ChangeTracker.Entries<LedgerEntry>()
            .Where(e => e.State == EntityState.Added)
            .Select(e => e.Entity)
            .Where(e => e.SourceType == sourceType && e.SourceId == sourceId);
        return [.. saved.Concat(added).OrderBy(e => e.Revision)];
    }

    internal static Money Total(IEnumerable<LedgerEntry> entries) => entries.Aggregate(Money.Zero, (sum, e) => sum + e.Amount);

    internal static int NextRevision(IReadOnlyList<LedgerEntry> entries) => entries.Count == 0 ? 0 : entries[^1].Revision + 1;

    private static LedgerEntry Add(
        GenOpsDbContext db, IChargedCall call, RunSnapshot run, Money amount, LedgerBasis basis, DateTime chargedAt, DateTime now,
        int revision, bool duplicate)
    {
        var entry = Entry(call, run, amount, basis, chargedAt, now, revision, duplicate);
        db.Add(entry);
        return entry;
    }

    /// <summary>The row of a charge; nothing is stored.</summary>
    internal static LedgerEntry Entry(
        IChargedCall call, RunSnapshot run, Money amount, LedgerBasis basis, DateTime chargedAt, DateTime now, int revision = 0, bool duplicate = false,
        LedgerEntryId? id = null) => new()
        {
            Id = id ?? Id.New<LedgerEntryId>(),
            SourceType = LedgerSource.Call,
            SourceId = call.Id.Value,
            Kind = CostKind.Model,
            Revision = revision,
            Money = run.Money,
            Amount = amount,
            Basis = basis,
            ChargedAt = chargedAt,
            RecordedAt = now,
            PipelineId = run.PipelineId,
            VersionId = run.VersionId,
            RunId = run.RunId,
            StepRunId = call.StepRunId,
            CallId = call.Id,
            CostCentre = run.CostCentre,
            Provider = call.Provider,
            Model = call.Model,
            Tier = call.Tier,
            Purpose = call.Purpose,
            Duplicate = duplicate,
        };
}

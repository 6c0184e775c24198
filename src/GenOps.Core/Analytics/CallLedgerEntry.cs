using GenOps.Core.Ledger;

namespace GenOps.Core.Analytics;

/// <summary>One ledger entry of the call.</summary>
/// <param name="Id">The entry.</param>
/// <param name="Revision">0 for the first, raised by settlements.</param>
/// <param name="Amount">Negative where a settlement takes back.</param>
/// <param name="Basis">How it is known.</param>
/// <param name="ChargedAt">The time of its period, UTC.</param>
/// <param name="RecordedAt">UTC.</param>
/// <param name="Duplicate">A second charge for the same call.</param>
public sealed record CallLedgerEntry(
    LedgerEntryId Id, int Revision, Money Amount, LedgerBasis Basis, DateTime ChargedAt, DateTime RecordedAt, bool Duplicate);

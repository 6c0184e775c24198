using GenOps.Core.Data.Store;
using GenOps.Core.Ledger;
using GenOps.Core.Ledger.Budgets;

namespace GenOps.Core.Runs.Engine.Hot;

/// <summary>The budgets' accounts that one call counts in.</summary>
/// <param name="accounts">Where each budget keeps them.</param>
/// <param name="memory">By which they are foreseen.</param>
/// <param name="run">The call's run.</param>
/// <param name="provider">Where it goes.</param>
/// <param name="around">About when it is charged, UTC.</param>
internal sealed class AccountsPart(BudgetAccounts accounts, GateMemory memory, RunSnapshot run, string provider, DateTime around)
{
    private readonly List<BudgetAccountId> foreseen = Keys(accounts, memory.Budgets, run, provider, around).ConvertAll(k => k.Key.Id);
    private Asked<IReadOnlyList<BudgetAccount>>? rows;
    private Asked<IReadOnlyList<string>>? waits;

    /// <summary>Locks the accounts.</summary>
    public void Lock(StoreLocks locks)
    {
        if (foreseen.Count > 0) locks.Rows<BudgetAccount>(5, foreseen.Select(a => a.Value));
    }

    /// <summary>Reads them, and whether anybody waits for room in one.</summary>
    public void Ask(StoreReading reading)
    {
        if (foreseen.Count == 0) return;
        var ids = string.Join(", ", foreseen.Select((_, n) => $"${n + 1}"));
        object?[] values = [.. foreseen.Select(object? (a) => a)];
        rows = reading.Rows<BudgetAccount>($"\"Id\" IN ({ids})", values);
        waits = reading.Values<string>($"""SELECT "Provider" FROM "BudgetWaits" WHERE "AccountId" IN ({ids}) AND "NeedNanos" IS NOT NULL LIMIT 1""", values);
    }

    /// <summary>The accounts of the budgets that cover the call now, each with its budget.</summary>
    /// <param name="gates">The budgets.</param>
    /// <param name="at">The time whose period is charged, UTC: for a call that is born, when it is; a budget may have come since it was made ready.</param>
    /// <returns>Null where they are not those that were foreseen, or one is not open yet.</returns>
    public IReadOnlyList<(Budget Budget, BudgetAccount Account)>? Of(GateFacts gates, DateTime at)
    {
        memory.Budgets = gates.Budgets;
        var present = Keys(accounts, gates.Budgets, run, provider, at);
        if (present.Count != foreseen.Count) return null;
        var found = present.Join(rows?.Value ?? [], p => p.Key.Id, r => r.Id, (p, r) => (p.Budget, r)).ToList();
        return found.Count == foreseen.Count ? found : null;
    }

    /// <summary>Whether somebody waits for room in one of them, and is to be woken.</summary>
    public bool IsWaitedFor => waits is { Value.Count: > 0 };

    private static List<(Budget Budget, AccountKey Key)> Keys(BudgetAccounts accounts, IReadOnlyList<Budget> budgets, RunSnapshot run, string provider, DateTime at) =>
    [
        .. budgets.Where(b => b.Covers(run, provider)).OrderBy(b => b.Id.Value).Select(b => (Budget: b, Key: accounts.KeyAt(b, at, run.RunId)))
            .Where(k => k.Key is not null).Select(k => (k.Budget, k.Key!)),
    ];
}

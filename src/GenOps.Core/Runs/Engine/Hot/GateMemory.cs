using GenOps.Core.Ledger.Budgets;

namespace GenOps.Core.Runs.Engine.Hot;

/// <summary>
/// Which budgets this process saw last. By them a unit foresees the accounts it has to lock; what holds is read under the locks, and a
/// unit that foresaw others is refused.
/// </summary>
public sealed class GateMemory
{
    /// <summary>Those in force then, live and sandbox.</summary>
    public IReadOnlyList<Budget> Budgets { get; set; } = [];
}

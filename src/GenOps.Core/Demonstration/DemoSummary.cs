namespace GenOps.Core.Demonstration;

/// <summary>What was made.</summary>
/// <param name="Pipelines">Pipelines.</param>
/// <param name="Runs">Runs.</param>
/// <param name="Calls">Model calls, of every state.</param>
/// <param name="Outputs">Outputs.</param>
/// <param name="Decisions">Decisions of people.</param>
/// <param name="LedgerEntries">Entries of the ledger.</param>
/// <param name="Contents">Contents that all rows share.</param>
/// <param name="Rows">Rows of every kind.</param>
/// <param name="Models">What the calls cost, sandbox money like all of it.</param>
/// <param name="Labour">What people's time cost.</param>
/// <param name="Fixed">The fixed costs.</param>
public sealed record DemoSummary(
    int Pipelines, long Runs, long Calls, long Outputs, long Decisions, long LedgerEntries, long Contents, long Rows, Money Models, Money Labour, Money Fixed);

/// <summary>How far it is.</summary>
/// <param name="Calls">Calls that are written.</param>
/// <param name="Of">How many there will be about.</param>
public sealed record DemoProgress(long Calls, long Of);

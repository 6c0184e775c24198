using GenOps.EndToEnd.Tests.Commands;
using GenOps.EndToEnd.Tests.Crash;
using GenOps.EndToEnd.Tests.Machines;
using GenOps.EndToEnd.Tests.Pages;
using GenOps.EndToEnd.Tests.Walks;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("GenOps.EndToEnd.Tests.LongestFirst", "GenOps.EndToEnd.Tests")]

namespace GenOps.EndToEnd.Tests;

/// <summary>Begins with the classes that take minutes, so that none of them is left over alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly List<string> Long = new Type[]
    {
        typeof(LeverCrashesOnTheSlowWay), typeof(PageWalkNarrow), typeof(CrashMatrixOnPostgres), typeof(NodeFaultsOnTheHotWay), typeof(PageWalkWide), typeof(CrashMatrixOnSqlite),
        typeof(LeverCrashesOnTheHotWay), typeof(NodeFaultsOnTheSlowWay), typeof(CommandLineTests), typeof(ManyMachinesTests), typeof(SafeguardTests), typeof(RandomKillsOnPostgres), typeof(RandomKillsOnSqlite),
        typeof(FirstWalkOnPostgres), typeof(DatabaseFaultTests),
    }.Select(t => t.FullName!).ToList();

    /// <inheritdoc />
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        // A class that shares no fixture is a collection of its own, named after it.
        testCollections.OrderBy(c => Long.FindIndex(name => c.DisplayName.EndsWith(name, StringComparison.Ordinal)) is >= 0 and var place ? place : Long.Count);
}

using GenOps.Core.Tests.Inference.Protocol;
using GenOps.Testing;

namespace GenOps.Core.Tests.Runs.Engine.Hot;

/// <summary>What a plain chain costs the database. Whoever lowers a number writes it here; none goes up without a word why.</summary>
public abstract class HotCountsTests(DatabaseKind kind, long mostStatements, int mostContexts)
{
    [Fact]
    public async Task Work_PlainChainOfThree_TakesFourCommitsAndNoMoreStatementsThanBefore()
    {
        CountedContexts? contexts = null;
        await using var scene = await HotScene.StartAsync(kind, hot: true, change: services => contexts = CountedContexts.Count(services));
        // What is asked once in a process is known by then.
        await scene.BeginAsync(HotPipelines.PlainChain);
        await scene.WorkAsync();
        await scene.BeginAgainAsync("chain");
        contexts!.Opened = 0;
        var before = scene.Store.Counts;

        await scene.WorkAsync();

        var after = scene.Store.Counts;
        Assert.Equal(6, scene.Provider.Posted.Count);
        Assert.Equal((4, 4), (after.Groups - before.Groups, after.Units - before.Units));
        var statements = after.Statements - before.Statements;
        Assert.True(statements <= mostStatements, $"The store ran {statements} statements for a chain, instead of {mostStatements} at most.");
        Assert.InRange(contexts.Opened, 1, mostContexts);
    }
}

public sealed class HotCountsOnSqlite() : HotCountsTests(DatabaseKind.Sqlite, mostStatements: 91, mostContexts: 8);

public sealed class HotCountsOnPostgres() : HotCountsTests(DatabaseKind.Postgres, mostStatements: 112, mostContexts: 8);

using System.Globalization;
using GenOps.Core.Access;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Ledger.Budgets;
using GenOps.Testing;

namespace GenOps.Core.Tests.Runs.Engine.Hot;

/// <summary>
/// Pipelines, faults and levers as a seed tells them: both ways leave the same rows, at rest and once what was done is undone. <c>GENOPS_TEST_HOT_SEEDS</c>
/// (such as <c>1-300</c>) names other seeds.
/// </summary>
public abstract class HotScriptsTests(DatabaseKind kind)
{
    public static TheoryData<int> Seeds()
    {
        var named = (Environment.GetEnvironmentVariable("GENOPS_TEST_HOT_SEEDS") ?? "1-12").Split('-').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToList();
        return [.. Enumerable.Range(named[0], named[^1] - named[0] + 1)];
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Drive_ScriptOfSeed_LeavesTheSameRowsEitherWay(int seed)
    {
        var script = new HotScript(seed);
        HotScene.AssertSame(await RowsAsync(script, hot: false), await RowsAsync(script, hot: true), $"Seed {seed} (GENOPS_TEST_HOT_SEEDS={seed}):\n{script}");
    }

    private async Task<List<string>> RowsAsync(HotScript script, bool hot)
    {
        await using var scene = await HotScene.StartAsync(kind, hot);
        scene.Provider.Fails = script.Fails();
        if (script.IsBound)
        {
            await scene.BudgetAsync(period: BudgetPeriod.Week);
            await scene.Engine.Get<SetCallLimit>().ExecuteAsync(
                Actor.System, new CallLimitRequest { Provider = "fake", RequestsPerMinute = 60_000, TokensPerMinute = 10_000_000, AtOnce = 50 }, CancellationToken.None);
        }

        await scene.BeginAsync(script.Yaml);
        if (script.Lever is not { } lever)
        {
            await scene.DriveAsync();
            return await scene.RowsAsync();
        }

        var isPulled = false;
        async Task PullAsync(string prompt)
        {
            if (isPulled || !HotScript.Is(prompt, lever.Step)) return;
            isPulled = true;
            await HotLever.Of(lever.Name).Pull(scene);
        }

        if (lever.IsOut) scene.Provider.Out = PullAsync;
        else scene.Provider.Posting = PullAsync;
        await scene.DriveAsync();
        var rows = await scene.RowsAsync();
        if (!isPulled || HotLever.Of(lever.Name).Undo is not { } undo) return rows;
        await undo(scene);
        await scene.DriveAsync();
        return [.. rows, "Then:", .. await scene.RowsAsync()];
    }
}

public sealed class HotScriptsOnSqlite() : HotScriptsTests(DatabaseKind.Sqlite);

public sealed class HotScriptsOnPostgres() : HotScriptsTests(DatabaseKind.Postgres);

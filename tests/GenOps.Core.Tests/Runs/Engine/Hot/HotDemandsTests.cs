using GenOps.Core.Data.Store;
using GenOps.Core.Runs.Engine.Hot;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Runs.Engine.Hot;

/// <summary>Each demand of the hot way broken by itself: the unit is refused, nothing is changed, and the run ends as on the slow way.</summary>
public abstract class HotDemandsTests(DatabaseKind kind)
{
    public static TheoryData<string> Beginnings => [.. HotDemands.OfBeginning.Keys];

    public static TheoryData<string> Nexts => [.. HotDemands.OfNext.Keys];

    public static TheoryData<string> Answers => [.. HotDemands.OfAnswer.Keys];

    [Theory]
    [MemberData(nameof(Beginnings))]
    public Task Begin_DemandBroken_RefusesAndChangesNothing(string demand) => RefuseAsync<ClaimUnit>(HotDemands.OfBeginning[demand]);

    [Theory]
    [MemberData(nameof(Answers))]
    public Task Answer_DemandBroken_RefusesAndChangesNothing(string demand) => RefuseAsync<AnswerUnit>(HotDemands.OfAnswer[demand]);

    [Theory]
    [MemberData(nameof(Nexts))]
    public async Task Answer_DemandOfNextBroken_CommitsWithoutIt(string name)
    {
        var demand = HotDemands.OfNext[name];
        await using var hot = await BegunAsync(demand, hot: true);
        AnswerUnit? watched = null;
        var isLookedAt = false;
        hot.Store.Before = async unit =>
        {
            if (watched is null && unit is AnswerUnit answer)
            {
                watched = answer;
                await demand.Break(hot);
            }

            return unit;
        };
        hot.Store.After = async (unit, agreed) =>
        {
            if (unit != watched) return;
            isLookedAt = true;
            Assert.True(agreed);
            Assert.False(watched.NextTaken);
            await hot.WithAsync(async db => Assert.DoesNotContain(
                await db.ModelCalls.Where(c => c.RunId == hot.Run && c.Ordinal == 0).Select(c => c.StepRunId).ToListAsync(),
                id => id == watched.Heads.Single(h => h.StepId == "second").Id));
        };
        var rows = await EndAsync(hot, demand);
        Assert.Empty(hot.Store.Thrown);
        Assert.True(isLookedAt);
        HotScene.AssertSame(await SlowAsync<AnswerUnit>(demand), rows);
    }

    private async Task RefuseAsync<TUnit>(HotDemand demand)
        where TUnit : StoreUnit
    {
        await using var hot = await BegunAsync(demand, hot: true);
        StoreUnit? watched = null;
        List<string> before = [], after = [];
        hot.Store.Before = async unit =>
        {
            if (watched is null && unit is TUnit)
            {
                watched = unit;
                await demand.Break(hot);
                before = await hot.RawAsync();
            }

            return unit;
        };
        hot.Store.After = async (unit, _) =>
        {
            if (unit == watched) after = await hot.RawAsync();
        };
        var rows = await EndAsync(hot, demand);
        Assert.Empty(hot.Store.Thrown);
        Assert.False(hot.Store.Decided.First(d => d.Unit == watched).Agreed);
        Assert.Equal(before, after);
        HotScene.AssertSame(await SlowAsync<TUnit>(demand), rows);
    }

    private async Task<List<string>> SlowAsync<TUnit>(HotDemand demand)
        where TUnit : StoreUnit
    {
        await using var slow = await BegunAsync(demand, hot: false);
        if (typeof(TUnit) == typeof(ClaimUnit))
        {
            await demand.Break(slow);
        }
        else
        {
            slow.Provider.Out = async prompt =>
            {
                slow.Provider.Out = _ => Task.CompletedTask;
                await demand.Break(slow);
            };
        }

        return await EndAsync(slow, demand);
    }

    private async Task<HotScene> BegunAsync(HotDemand demand, bool hot)
    {
        var scene = await HotScene.StartAsync(kind, hot);
        await scene.Engine.PublishAsync(demand.Yaml);
        await demand.Before(scene);
        await scene.BeginAsync(demand.Yaml);
        return scene;
    }

    private static async Task<List<string>> EndAsync(HotScene scene, HotDemand demand)
    {
        await scene.DriveAsync();
        if (demand.Mend is { } mend)
        {
            await mend(scene);
            await scene.DriveAsync();
        }

        return await scene.RowsAsync();
    }
}

public sealed class HotDemandsOnSqlite() : HotDemandsTests(DatabaseKind.Sqlite);

public sealed class HotDemandsOnPostgres() : HotDemandsTests(DatabaseKind.Postgres);

using GenOps.Core.Data.Store;
using GenOps.Core.Runs.Engine.Hot;
using GenOps.Testing;

namespace GenOps.Core.Tests.Runs.Engine.Hot;

/// <summary>Levers pulled while the second step of a run is worked on: whatever was committed together, the rows are those of the slow way.</summary>
public abstract class HotLeversTests(DatabaseKind kind)
{
    public static TheoryData<string> Levers => [.. HotLever.Names];

    public static TheoryData<string> Pauses => [.. HotLever.Names.Where(n => n.StartsWith("pause", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Levers))]
    public async Task Pull_BetweenCommitAndPost_LeavesTheSameRows(string lever) => await SameAsync(HotLever.Of(lever), (scene, pull) => scene.Provider.Posting = pull);

    [Theory]
    [MemberData(nameof(Levers))]
    public async Task Pull_WhileTheCallIsOut_LeavesTheSameRows(string lever) => await SameAsync(HotLever.Of(lever), (scene, pull) => scene.Provider.Out = pull);

    [Theory]
    [MemberData(nameof(Pauses))]
    public async Task Pause_OnceConfirmed_NothingIsSentWhoseCommitBeganAfterwards(string lever)
    {
        await using var scene = await HotScene.StartAsync(kind, hot: true);
        await scene.BeginAsync(HotPipelines.PlainChain);
        var isPaused = false;
        var taken = new List<bool>();
        // Made ready and under way here, but not queued.
        scene.Store.Before = async unit =>
        {
            if (isPaused || !IsAnswer(unit, scene)) return unit;
            await HotLever.Of(lever).Pull(scene);
            isPaused = true;
            return unit;
        };
        scene.Store.After = (unit, _) =>
        {
            if (isPaused && unit is AnswerUnit answer) taken.Add(answer.NextTaken);
            return Task.CompletedTask;
        };

        await scene.DriveAsync();

        Assert.Equal([false], taken);
        Assert.Equal(2, scene.Provider.Posted.Count);
        await HotLever.Of(lever).Undo!(scene);
        await scene.DriveAsync();
        Assert.Equal(3, scene.Provider.Posted.Count);
    }

    private static bool IsAnswer(StoreUnit unit, HotScene scene) => unit is AnswerUnit && scene.Provider.Posted.Count == 2;

    private async Task SameAsync(HotLever lever, Action<HotScene, Func<string, Task>> place)
    {
        var (slow, slowPosts) = await RowsAsync(lever, place, hot: false);
        var (hot, hotPosts) = await RowsAsync(lever, place, hot: true);
        HotScene.AssertSame(slow, hot);
        Assert.Equal(slowPosts, hotPosts);
    }

    private async Task<(List<string> Rows, string[] Posts)> RowsAsync(HotLever lever, Action<HotScene, Func<string, Task>> place, bool hot)
    {
        await using var scene = await HotScene.StartAsync(kind, hot);
        await scene.BeginAsync(HotPipelines.PlainChain);
        var isPulled = false;
        place(scene, async prompt =>
        {
            if (isPulled || !prompt.StartsWith("second", StringComparison.Ordinal)) return;
            isPulled = true;
            await lever.Pull(scene);
        });
        await scene.DriveAsync();
        Assert.True(isPulled);
        Assert.Equal(hot, scene.Store.Decided.Any(d => d is { Unit: AnswerUnit, Agreed: true }));
        var atRest = await scene.RowsAsync();
        if (lever.Undo is not null)
        {
            await lever.Undo(scene);
            await scene.DriveAsync();
        }

        return ([.. atRest, "Then:", .. await scene.RowsAsync()], [.. scene.Provider.Posted]);
    }
}

public sealed class HotLeversOnSqlite() : HotLeversTests(DatabaseKind.Sqlite);

public sealed class HotLeversOnPostgres() : HotLeversTests(DatabaseKind.Postgres);

using GenOps.Core.Calls;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine.Hot;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Runs.Engine.Hot;

/// <summary>A worker whose lease another has taken while its call was out: what was paid is put down, and nothing of the step is applied.</summary>
public abstract class HotZombieTests(DatabaseKind kind)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_OfStepThatAnotherWorksOn_IsKeptAndAppliedByTheOther(bool hot)
    {
        await using var zombie = await HotScene.StartAsync(kind, hot);
        await zombie.BeginAsync(HotPipelines.PlainChain);
        List<string> taken = [], afterwards = [];
        zombie.Provider.Out = async prompt =>
        {
            if (!IsSecond(prompt)) return;
            await zombie.StepAsync("second", s => (s.LeaseOwner, s.LeaseEpoch, s.LeaseUntil) = ("another", s.LeaseEpoch + 1, DateTime.UtcNow.AddHours(1)));
            taken = await CourseAsync(zombie);
        };

        await zombie.WorkAsync();
        afterwards = await CourseAsync(zombie);

        Assert.NotEmpty(taken);
        Assert.Equal(taken, afterwards);
        Assert.Equal(CallState.Responded, Assert.Single(await SecondAsync(zombie)).State);
        Assert.Equal(!hot, zombie.Store.Decided.All(d => d.Unit is not AnswerUnit));
        // The other is gone too, and whoever comes next finds the answer.
        await zombie.StepAsync("second", s => s.LeaseUntil = DateTime.UtcNow.AddHours(-1));
        await zombie.DriveAsync();
        Assert.Equal(RunState.Succeeded, (await zombie.Engine.RunRowAsync(zombie.Run)).State);
        Assert.Equal(3, zombie.Provider.Posted.Count);
        Assert.Equal(CallState.Applied, Assert.Single(await SecondAsync(zombie)).State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_OfStepThatAnotherEnded_IsBookedAndTheOthersCourseHolds(bool hot)
    {
        await using var zombie = await HotScene.StartAsync(kind, hot, InDoubtPolicy.Resubmit);
        await zombie.BeginAsync(HotPipelines.PlainChain);
        await using var other = await HotScene.StartAsync(kind, hot, InDoubtPolicy.Resubmit, beside: zombie);
        List<string> ended = [];
        zombie.Provider.Out = async prompt =>
        {
            if (!IsSecond(prompt)) return;
            await zombie.StepAsync("second", s => s.LeaseUntil = DateTime.UtcNow.AddHours(-1));
            // As a process says of its calls that stops in good order: others may decide on them.
            await zombie.WithAsync(db => db.ModelCalls.Where(c => c.State == CallState.Sending).ExecuteUpdateAsync(c => c.SetProperty(x => x.Node, "")));
            await other.DriveAsync();
            ended = await CourseAsync(zombie);
        };

        await zombie.DriveAsync();

        Assert.Equal(RunState.Succeeded, (await zombie.Engine.RunRowAsync(zombie.Run)).State);
        Assert.Equal(ended, await CourseAsync(zombie));
        Assert.Equal(2, zombie.Provider.Posted.Count);
        Assert.Equal(2, other.Provider.Posted.Count);
        Assert.Equal([CallState.LateCharge, CallState.Applied], (await SecondAsync(zombie)).Select(c => c.State));
        Assert.All(await SecondAsync(zombie), c => Assert.NotNull(c.AnswerHash));
        Assert.Empty(zombie.Store.Thrown);
        await zombie.WithAsync(async db => Assert.Equal(4, await db.LedgerEntries.CountAsync(e => e.Amount.Nanos > 0)));
    }

    private static bool IsSecond(string prompt) => prompt.StartsWith("second", StringComparison.Ordinal);

    /// <summary>All but calls and money.</summary>
    private static async Task<List<string>> CourseAsync(HotScene scene) =>
        [.. (await scene.RawAsync()).Where(l => new[] { "Run ", "StepRun ", "Output", "Artifact" }.Any(t => l.StartsWith(t, StringComparison.Ordinal)))];

    private static async Task<List<ModelCall>> SecondAsync(HotScene scene)
    {
        var step = (await scene.Engine.StepsAsync(scene.Run)).Single(s => s.StepId == "second").Id;
        await using var db = scene.Engine.Open();
        return await db.ModelCalls.AsNoTracking().Where(c => c.StepRunId == step).OrderBy(c => c.CreatedAt).ToListAsync();
    }
}

public sealed class HotZombieOnSqlite() : HotZombieTests(DatabaseKind.Sqlite);

public sealed class HotZombieOnPostgres() : HotZombieTests(DatabaseKind.Postgres);

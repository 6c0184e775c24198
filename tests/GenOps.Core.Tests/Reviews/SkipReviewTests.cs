using GenOps.Core.Desk.Reviews;
using GenOps.Core.Reviews;
using GenOps.Testing;
using GenOps.Testing.Reviews;

namespace GenOps.Core.Tests.Reviews;

public abstract class SkipReviewTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private readonly List<ReviewTaskId> tasks = [];
    private ReviewScene scene = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        scene = await ReviewScene.OpenAsync(Database);
        for (var item = 0; item < 5; item++)
        {
            tasks.Add((await scene.FlagAsync(item)).Id);
            scene.Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task Skip_ThreeThenDecideTheFourth_LeadsToTheFifthAndOnlyThenBackInTheOrderOfSkipping()
    {
        foreach (var skipped in tasks.Take(3)) await SkipAsync(skipped);

        await scene.Decide.ExecuteAsync(scene.Ada, new ReviewDecisionRequest(tasks[3], ReviewVerdict.Approve, null, null, null, ReviewChannels.Page), CancellationToken.None);
        var next = await NextAsync(tasks[3]);
        await SkipAsync(tasks[4]);

        Assert.Equal(tasks[4], next);
        Assert.Equal([tasks[0], tasks[1], tasks[2]], [await NextAsync(tasks[4]), await NextAsync(tasks[0]), await NextAsync(tasks[1], skip: tasks[0])]);
    }

    [Fact]
    public async Task Skip_TheOldestAndTheLatest_LeadsRoundToWhatWasNeverLookedAt()
    {
        await SkipAsync(tasks[0]);
        await SkipAsync(tasks[4]);

        Assert.Equal(tasks[1], await NextAsync(tasks[4]));
        Assert.Equal(tasks[1], await NextAsync(null));
    }

    [Fact]
    public async Task Skip_All_OffersWhatCameInMeanwhileBeforeThem()
    {
        foreach (var skipped in tasks) await SkipAsync(skipped);
        var newer = (await scene.FlagAsync(5)).Id;

        Assert.Equal(newer, await NextAsync(null));
        Assert.Equal(tasks[0], await NextAsync(newer));
    }

    [Fact]
    public async Task Skip_ByAda_ChangesNothingForBen()
    {
        await SkipAsync(tasks[0]);

        Assert.Equal(tasks[0], await Details.NextAsync(scene.Ben, null, CancellationToken.None));
        Assert.Equal(tasks[1], await NextAsync(null));
    }

    [Fact]
    public async Task Skip_OfAnEarlierSession_IsForgotten()
    {
        await SkipAsync(tasks[0]);
        scene.Clock.Advance(SkipReview.Session + TimeSpan.FromSeconds(1));

        Assert.Equal(tasks[0], await NextAsync(null));
    }

    [Fact]
    public async Task Detail_OfASkippedReview_SaysSo()
    {
        await SkipAsync(tasks[0]);

        Assert.True((await Details.FindAsync(scene.Ada, tasks[0], CancellationToken.None))!.SetAside);
        Assert.False((await Details.FindAsync(scene.Ada, tasks[1], CancellationToken.None))!.SetAside);
    }

    private ReviewDetailQuery Details => new(Database.Contexts, scene.Clock);

    private async Task SkipAsync(ReviewTaskId task)
    {
        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        await scene.Skip.ExecuteAsync(scene.Ada, task, CancellationToken.None);
    }

    private async Task<ReviewTaskId?> NextAsync(ReviewTaskId? after, ReviewTaskId? skip = null)
    {
        if (skip is { } again) await SkipAsync(again);
        return await Details.NextAsync(scene.Ada, after, CancellationToken.None);
    }
}

public sealed class SkipReviewOnSqliteTests() : SkipReviewTests(DatabaseKind.Sqlite);

public sealed class SkipReviewOnPostgresTests() : SkipReviewTests(DatabaseKind.Postgres);

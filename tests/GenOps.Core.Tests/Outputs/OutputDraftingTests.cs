using GenOps.Core.Outputs;
using GenOps.Core.Reviews;
using GenOps.Testing;
using GenOps.Testing.Reviews;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Outputs;

public abstract class OutputDraftingTests(DatabaseKind kind) : DatabaseTest(kind)
{
    [Fact]
    public async Task Draft_TheSameAgain_GivesTheSameOutput()
    {
        var scene = await ReviewScene.OpenAsync(Database);

        var first = await DraftAsync(scene, "Hello");
        var second = await DraftAsync(scene, "Hello");

        Assert.Equal(first, second);
        await using var db = Open();
        Assert.Equal((1, 1, 3), (await db.Outputs.CountAsync(), await db.OutputRevisions.CountAsync(), await db.Artifacts.CountAsync()));
    }

    [Fact]
    public async Task Draft_OtherContentBeforeADecision_IsAFurtherRevision()
    {
        var scene = await ReviewScene.OpenAsync(Database);
        var first = await DraftAsync(scene, "Hello");

        var second = await DraftAsync(scene, "Good day");

        Assert.Equal(first, second);
        await using var db = Open();
        Assert.Equal((2, 2), ((await db.Outputs.SingleAsync()).Revision, await db.OutputRevisions.CountAsync()));
    }

    [Fact]
    public async Task Draft_OtherContentAfterADecision_IsRefused()
    {
        var scene = await ReviewScene.OpenAsync(Database);
        var task = await scene.FlagAsync(text: "Hello");
        await scene.Decide.ExecuteAsync(scene.Ada, ReviewScene.Request(task, ReviewVerdict.Approve), CancellationToken.None);

        await Assert.ThrowsAsync<IllegalTransitionException>(() => DraftAsync(scene, "Good day"));
    }

    [Fact]
    public async Task Draft_AfterTheRunWasAbandonedAndRetried_WaitsForReviewAgain()
    {
        var scene = await ReviewScene.OpenAsync(Database);
        var task = await scene.FlagAsync();
        await using (var db = Open()) await ReviewClosing.CloseOpenAsync(db, scene.Run.Id, scene.Now, CancellationToken.None);

        var again = await scene.FlagAsync();

        Assert.Equal(task.Id, again.Id);
        await using var after = Open();
        Assert.Equal((OutputState.Flagged, ReviewState.Open), ((await after.Outputs.SingleAsync()).State, (await after.ReviewTasks.SingleAsync()).State));
        Assert.Equal(1, await after.Flags.CountAsync());
    }

    private async Task<OutputId> DraftAsync(ReviewScene scene, string text)
    {
        await using var db = Open();
        var output = await OutputDrafting.DraftAsync(db, await scene.DraftOfAsync(db, -1, text), scene.Now, CancellationToken.None);
        await db.SaveChangesAsync();
        return output.Id;
    }
}

public sealed class OutputDraftingOnSqliteTests() : OutputDraftingTests(DatabaseKind.Sqlite);

public sealed class OutputDraftingOnPostgresTests() : OutputDraftingTests(DatabaseKind.Postgres);

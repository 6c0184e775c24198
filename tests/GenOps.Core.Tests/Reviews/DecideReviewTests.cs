using GenOps.Core.Access;
using GenOps.Core.Delivery;
using GenOps.Core.Outputs;
using GenOps.Core.Reviews;
using GenOps.Testing;
using GenOps.Testing.Reviews;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Reviews;

public abstract class DecideReviewTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private ReviewScene scene = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        scene = await ReviewScene.OpenAsync(Database);
    }

    [Fact]
    public async Task Decide_Approve_CommitsOutputDecisionLabourCostAuditAndWakeUpTogether()
    {
        var task = await scene.FlagAsync();
        scene.Clock.Advance(TimeSpan.FromMinutes(5));

        var result = await scene.Decide.ExecuteAsync(
            scene.Ada, ReviewScene.Request(task, ReviewVerdict.Approve, seconds: new() { [LabourActivity.Review] = 90 }), CancellationToken.None);

        await using var db = Open();
        var output = await db.Outputs.SingleAsync();
        Assert.Equal((OutputState.Approved, OutputState.Approved), (result.State, output.State));
        Assert.Equal((scene.Now, scene.Now, true, false), (output.AcceptedAt, output.DecidedAt, output.DecidedByPerson, output.Edited));
        Assert.Equal(ReviewState.Decided, (await db.ReviewTasks.SingleAsync()).State);
        var decision = await db.ReviewDecisions.SingleAsync();
        Assert.Equal((result.RevisionHash, "Ada", "page"), (decision.RevisionHash, decision.ReviewerName, decision.Channel));
        var labour = await db.Labour.SingleAsync();
        Assert.Equal((90, LabourActivity.Review, true, MoneyMode.Sandbox), (labour.Seconds, labour.Activity, labour.Measured, labour.Money));
        // 90 s at 60 USD an hour.
        var entry = await db.LedgerEntries.SingleAsync();
        Assert.Equal((new Money(1_500_000_000), MoneyMode.Sandbox, "marketing", output.Id), (entry.Amount, entry.Money, entry.CostCentre, entry.OutputId!.Value));
        var audited = await db.AuditEntries.SingleAsync();
        Assert.Equal(("review.approve", output.Id.ToString()), (audited.Action, audited.ObjectId));
        var wake = await db.Outbox.SingleAsync();
        Assert.Equal((scene.Run.Id, scene.Now + DecideReview.UndoTime), (wake.RunId, wake.DueAt));
        Assert.Equal(wake.DueAt, result.UndoUntil);
        Assert.Equal(1, scene.Signal.Count);
    }

    [Theory]
    [InlineData(ReviewChannels.Page, 10)]
    [InlineData(ReviewChannels.Api, 0)]
    [InlineData(ReviewChannels.CommandLine, 0)]
    public async Task Decide_ThroughAChannel_WakesTheRunAtItsOwnPriorityWhenItsTimeToUndoIsOver(string channel, int seconds)
    {
        var task = await scene.FlagAsync();
        await using (var db = Open()) await db.Runs.ExecuteUpdateAsync(set => set.SetProperty(r => r.Priority, RunPriority.High));

        await scene.Decide.ExecuteAsync(scene.Ada, ReviewScene.Request(task, ReviewVerdict.Approve, channel: channel), CancellationToken.None);

        await using var after = Open();
        var wake = await after.Outbox.SingleAsync();
        Assert.Equal((RunPriority.High, scene.Now.AddSeconds(seconds)), (wake.Priority, wake.DueAt));
    }

    [Fact]
    public async Task Decide_OnAPage_IsTakenByNoWorkerBeforeItsTimeToUndoIsOver()
    {
        var wakes = new DueWakes(Database.Contexts, Database.Store, scene.Clock);
        await scene.Decide.ExecuteAsync(scene.Ada, ReviewScene.Request(await scene.FlagAsync(), ReviewVerdict.Approve), CancellationToken.None);

        scene.Clock.Advance(DecideReview.UndoTime - TimeSpan.FromMilliseconds(1));
        var early = await wakes.TakeAsync();
        scene.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Null(early);
        Assert.Equal(scene.Run.Id, await wakes.TakeAsync());
    }

    [Fact]
    public async Task Decide_Undone_IsNoDecisionToMake()
    {
        var task = await scene.FlagAsync();

        await Assert.ThrowsAsync<InvalidInputException>(() =>
            scene.Decide.ExecuteAsync(scene.Ada, ReviewScene.Request(task, ReviewVerdict.Undone), CancellationToken.None));

        await AssertUntouchedAsync();
    }

    [Fact]
    public async Task Decide_Edit_KeepsBothRevisionsAndTheDiff()
    {
        var task = await scene.FlagAsync(text: "Hello\nworld\n");
        scene.Clock.Advance(TimeSpan.FromMinutes(5));

        var result = await scene.Decide.ExecuteAsync(
            scene.Ada,
            ReviewScene.Request(task, ReviewVerdict.Edit, edits: new() { ["post.md"] = "Hello\nthere\n" }, seconds: new() { [LabourActivity.Review] = 30, [LabourActivity.Rework] = 60 }),
            CancellationToken.None);

        await using var db = Open();
        var output = await db.Outputs.SingleAsync();
        Assert.Equal((2, true, OutputState.Approved), (output.Revision, output.Edited, output.State));
        var revisions = await db.OutputRevisions.OrderBy(r => r.Number).ToListAsync();
        Assert.Equal(["GenOps", "Ada"], revisions.Select(r => r.Author));
        Assert.Equal(result.RevisionHash, revisions[1].Hash);
        Assert.NotEqual(revisions[0].Hash, revisions[1].Hash);
        Assert.Equal(6, await db.Artifacts.CountAsync());
        var decision = await db.ReviewDecisions.SingleAsync();
        Assert.Contains("-world", decision.Diff, StringComparison.Ordinal);
        Assert.Contains("+there", decision.Diff, StringComparison.Ordinal);
        Assert.Equal([(LabourActivity.Review, 30), (LabourActivity.Rework, 60)],
            (await db.Labour.ToListAsync()).Select(l => (l.Activity, l.Seconds)).Order());
    }

    [Fact]
    public async Task Decide_EditWithoutAName_TakesTheOnlyTextOrAsksWhich()
    {
        var task = await scene.FlagAsync();

        var problem = await Assert.ThrowsAsync<InvalidInputException>(() => scene.Decide.ExecuteAsync(
            scene.Ada, ReviewScene.Request(task, ReviewVerdict.Edit, edits: new() { [""] = "Hello" }), CancellationToken.None));

        Assert.Contains("facts.json, post.md", problem.Message, StringComparison.Ordinal);
        await AssertUntouchedAsync();
    }

    [Theory]
    [InlineData("facts.json", "{\n  \"total\": ", "line 2")]
    [InlineData("banner.png", "x", "no text named banner.png")]
    [InlineData("post.md", "Hello\nworld\n", "Nothing was changed")]
    public async Task Decide_EditThatCannotBeTaken_SaysWhyAndChangesNothing(string name, string text, string expected)
    {
        var task = await scene.FlagAsync();

        var problem = await Assert.ThrowsAsync<InvalidInputException>(() => scene.Decide.ExecuteAsync(
            scene.Ada, ReviewScene.Request(task, ReviewVerdict.Edit, edits: new() { [name] = text }), CancellationToken.None));

        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
        await AssertUntouchedAsync();
    }

    [Fact]
    public async Task Decide_RejectWithoutReason_IsRefused()
    {
        var task = await scene.FlagAsync();

        await Assert.ThrowsAsync<InvalidInputException>(() =>
            scene.Decide.ExecuteAsync(scene.Ada, ReviewScene.Request(task, ReviewVerdict.Reject, " "), CancellationToken.None));

        await AssertUntouchedAsync();
    }

    [Fact]
    public async Task Decide_ThroughTheApi_HasNoMeasuredTimeAndNoLabourCost()
    {
        var task = await scene.FlagAsync();

        await scene.Decide.ExecuteAsync(
            scene.Ada, ReviewScene.Request(task, ReviewVerdict.Reject, "Wrong product.", channel: ReviewChannels.Api), CancellationToken.None);

        await using var db = Open();
        var labour = await db.Labour.SingleAsync();
        Assert.Equal((0, false), (labour.Seconds, labour.Measured));
        Assert.Empty(await db.LedgerEntries.ToListAsync());
        var output = await db.Outputs.SingleAsync();
        Assert.Equal((OutputState.Rejected, null, scene.Now), (output.State, output.AcceptedAt, output.DecidedAt));
    }

    [Fact]
    public async Task Decide_MoreSecondsThanPassed_CountsOnlyWhatPassed()
    {
        var task = await scene.FlagAsync();
        scene.Clock.Advance(TimeSpan.FromSeconds(20));

        await scene.Decide.ExecuteAsync(
            scene.Ada, ReviewScene.Request(task, ReviewVerdict.Approve, seconds: new() { [LabourActivity.Review] = 99_999 }), CancellationToken.None);

        await using var db = Open();
        Assert.Equal(20, (await db.Labour.SingleAsync()).Seconds);
    }

    [Fact]
    public async Task Decide_Twice_TellsTheSecondWhoWasFaster()
    {
        var task = await scene.FlagAsync();
        await scene.Decide.ExecuteAsync(scene.Ada, ReviewScene.Request(task, ReviewVerdict.Approve), CancellationToken.None);

        var conflict = await Assert.ThrowsAsync<ConflictException>(() =>
            scene.Decide.ExecuteAsync(scene.Ben, ReviewScene.Request(task, ReviewVerdict.Reject, "No."), CancellationToken.None));

        Assert.Contains("Ada approved", conflict.Message, StringComparison.Ordinal);
        await using var db = Open();
        Assert.Equal(OutputState.Approved, (await db.Outputs.SingleAsync()).State);
    }

    [Fact]
    public async Task Decide_ManyAtOnce_OneWins()
    {
        var task = await scene.FlagAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(async n =>
        {
            try
            {
                await scene.Decide.ExecuteAsync(
                    n % 2 == 0 ? scene.Ada : scene.Ben, ReviewScene.Request(task, n % 2 == 0 ? ReviewVerdict.Approve : ReviewVerdict.Reject, "Because."), CancellationToken.None);
                return true;
            }
            catch (ConflictException)
            {
                return false;
            }
        }));

        Assert.Single(results, won => won);
        await using var db = Open();
        Assert.Equal((1, 1, 1), (await db.ReviewDecisions.CountAsync(), await db.Outbox.CountAsync(), await db.Labour.CountAsync()));
    }

    [Fact]
    public async Task Decide_OnAnOlderRevision_IsRefused()
    {
        var task = await scene.FlagAsync(text: "Old\n");
        string seen;
        await using (var db = Open()) seen = (await db.OutputRevisions.SingleAsync()).Hash;
        await scene.FlagAsync(text: "New\n");

        var conflict = await Assert.ThrowsAsync<ConflictException>(() =>
            scene.Decide.ExecuteAsync(scene.Ada, ReviewScene.Request(task, ReviewVerdict.Approve, hash: seen), CancellationToken.None));

        Assert.Contains("look at the new version", conflict.Message, StringComparison.Ordinal);
        await AssertUntouchedAsync();
    }

    [Fact]
    public async Task Decide_WithoutTheRole_IsDenied()
    {
        var task = await scene.FlagAsync(roles: Roles.Finance);

        await Assert.ThrowsAsync<AccessDeniedException>(() =>
            scene.Decide.ExecuteAsync(scene.Ada, ReviewScene.Request(task, ReviewVerdict.Approve), CancellationToken.None));

        await AssertUntouchedAsync();
    }

    [Fact]
    public async Task Decide_WithAnotherReviewOpen_AcceptsOnlyAfterBoth()
    {
        var second = await scene.AddStepAsync("legal", 2);
        var first = await scene.FlagAsync();
        var other = await scene.FlagAsync(step: second);

        var half = await scene.Decide.ExecuteAsync(scene.Ada, ReviewScene.Request(first, ReviewVerdict.Approve), CancellationToken.None);
        var whole = await scene.Decide.ExecuteAsync(scene.Ben, ReviewScene.Request(other, ReviewVerdict.Approve), CancellationToken.None);

        Assert.Equal((OutputState.Flagged, OutputState.Approved), (half.State, whole.State));
    }

    [Fact]
    public async Task Decide_RejectWithAnotherReviewOpen_ClosesTheOther()
    {
        var second = await scene.AddStepAsync("legal", 2);
        var first = await scene.FlagAsync();
        var other = await scene.FlagAsync(step: second);

        await scene.Decide.ExecuteAsync(scene.Ada, ReviewScene.Request(first, ReviewVerdict.Reject, "No."), CancellationToken.None);

        await using var db = Open();
        Assert.Equal(ReviewState.Closed, (await db.ReviewTasks.SingleAsync(t => t.Id == other.Id)).State);
        await Assert.ThrowsAsync<ConflictException>(() =>
            scene.Decide.ExecuteAsync(scene.Ben, ReviewScene.Request(other, ReviewVerdict.Approve), CancellationToken.None));
    }

    [Fact]
    public async Task CloseOpen_OfARunThatEnds_AbandonsWhatWaitsAndNothingElse()
    {
        var waiting = await scene.FlagAsync(item: 0);
        var decided = await scene.FlagAsync(item: 1);
        await scene.Decide.ExecuteAsync(scene.Ada, ReviewScene.Request(decided, ReviewVerdict.Approve), CancellationToken.None);

        await using (var db = Open())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            var tracked = await db.Outputs.SingleAsync(o => o.Id == waiting.OutputId);
            await ReviewClosing.CloseOpenAsync(db, scene.Run.Id, scene.Now, CancellationToken.None);
            Assert.Equal(OutputState.Abandoned, tracked.State);
            await transaction.CommitAsync();
        }

        await using var after = Open();
        Assert.Equal(OutputState.Abandoned, (await after.Outputs.SingleAsync(o => o.Id == waiting.OutputId)).State);
        Assert.Equal(OutputState.Approved, (await after.Outputs.SingleAsync(o => o.Id == decided.OutputId)).State);
        var conflict = await Assert.ThrowsAsync<ConflictException>(() =>
            scene.Decide.ExecuteAsync(scene.Ada, ReviewScene.Request(waiting, ReviewVerdict.Approve), CancellationToken.None));
        Assert.Contains("its run ended", conflict.Message, StringComparison.Ordinal);
    }

    private async Task AssertUntouchedAsync()
    {
        await using var db = Open();
        Assert.Equal(OutputState.Flagged, (await db.Outputs.SingleAsync()).State);
        Assert.Equal(ReviewState.Open, (await db.ReviewTasks.SingleAsync()).State);
        Assert.Empty(await db.ReviewDecisions.ToListAsync());
        Assert.Empty(await db.Labour.ToListAsync());
        Assert.Empty(await db.Outbox.ToListAsync());
        Assert.Equal(0, scene.Signal.Count);
    }
}

public sealed class DecideReviewOnSqliteTests() : DecideReviewTests(DatabaseKind.Sqlite);

public sealed class DecideReviewOnPostgresTests() : DecideReviewTests(DatabaseKind.Postgres);

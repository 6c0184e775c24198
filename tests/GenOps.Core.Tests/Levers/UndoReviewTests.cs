using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Desk.Reviews;
using GenOps.Core.Ledger;
using GenOps.Core.Outputs;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using GenOps.Testing;
using GenOps.Testing.Reviews;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Levers;

public abstract class UndoReviewTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private ReviewScene scene = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        scene = await ReviewScene.OpenAsync(Database);
    }

    [Theory]
    [InlineData(ReviewVerdict.Approve)]
    [InlineData(ReviewVerdict.Reject)]
    public async Task Undo_WithinItsTime_AppendsADecisionFlagsTheOutputAndKeepsTheMinutes(ReviewVerdict verdict)
    {
        var task = await scene.FlagAsync();
        var decided = await DecideAsync(scene.Ada, task, verdict);
        scene.Clock.Advance(DecideReview.UndoTime - TimeSpan.FromMilliseconds(1));

        var reopened = await UndoAsync(scene.Ada, decided);

        Assert.Equal(task.Id, reopened);
        await using var db = Open();
        var output = await db.Outputs.SingleAsync();
        Assert.Equal((OutputState.Flagged, null, null, null, false), (output.State, output.DecidedAt, output.AcceptedAt, output.DecidedByPerson, output.Edited));
        var open = await db.ReviewTasks.SingleAsync();
        Assert.Equal((ReviewState.Open, null, null), (open.State, open.EndedAt, open.UndoUntil));
        var decisions = await db.ReviewDecisions.OrderBy(d => d.Number).ToListAsync();
        Assert.Equal([(1, verdict, null), (2, ReviewVerdict.Undone, (ReviewDecisionId?)decided.Id)], decisions.Select(d => (d.Number, d.Verdict, d.Undoes)));
        Assert.Equal((60, 1), ((await db.Labour.SingleAsync()).Seconds, await db.LedgerEntries.CountAsync(e => e.Kind == CostKind.Labour)));
        Assert.Contains("review.undo", await db.AuditEntries.Select(a => a.Action).ToListAsync());
    }

    [Fact]
    public async Task Undo_OfAnEdit_RestoresWhatWasShownAsAFurtherRevision()
    {
        var task = await scene.FlagAsync(text: "Hello\n");
        var decided = await DecideAsync(scene.Ada, task, ReviewVerdict.Edit, new() { ["post.md"] = "Bye\n" });

        await UndoAsync(scene.Ada, decided);

        await using var db = Open();
        var output = await db.Outputs.SingleAsync();
        Assert.Equal((3, false), (output.Revision, output.Edited));
        var hashes = await db.OutputRevisions.OrderBy(r => r.Number).Select(r => r.Hash).ToListAsync();
        Assert.Equal((3, hashes[0], decided.RevisionHash), (hashes.Count, hashes[2], hashes[1]));
        var detail = await new ReviewDetailQuery(Database.Contexts, scene.Clock).FindAsync(scene.Ada, task.Id, CancellationToken.None);
        Assert.Equal("Hello\n", detail!.Artifacts.Single(a => a.Name == "post.md").Text);
    }

    [Fact]
    public async Task Undo_AndDecideAgain_CountsOneDecisionAndWakesOnceMore()
    {
        var task = await scene.FlagAsync();
        await UndoAsync(scene.Ada, await DecideAsync(scene.Ada, task, ReviewVerdict.Reject));
        scene.Clock.Advance(TimeSpan.FromSeconds(5));

        var again = await DecideAsync(scene.Ben, task, ReviewVerdict.Approve);

        Assert.Equal(OutputState.Approved, again.State);
        await using var db = Open();
        Assert.Equal([1, 2, 3], await db.ReviewDecisions.OrderBy(d => d.Number).Select(d => d.Number).ToListAsync());
        Assert.Equal([again.Id], await ReviewStanding.InForce(db).Select(d => d.Id).ToListAsync());
        Assert.Equal(2, await db.Outbox.CountAsync());
        var history = await new ReviewHistoryQuery(Database.Contexts).ReadAsync(scene.Ada, new ReviewHistoryFilter(), CancellationToken.None);
        Assert.Equal(
            [("Ben", ReviewVerdict.Approve, false, 60), ("Ada", ReviewVerdict.Undone, false, null), ("Ada", ReviewVerdict.Reject, true, (int?)60)],
            history.Items.Select(d => (d.Reviewer, d.Verdict, d.TakenBack, d.Seconds)));
    }

    [Fact]
    public async Task Undo_OfARejectionThatClosedAnotherReview_OpensBothAgain()
    {
        var first = await scene.FlagAsync();
        var other = await scene.FlagAsync(step: await scene.AddStepAsync("legal", 2));

        await UndoAsync(scene.Ada, await DecideAsync(scene.Ada, first, ReviewVerdict.Reject));

        await using var db = Open();
        Assert.All(await db.ReviewTasks.ToListAsync(), t => Assert.Equal((ReviewState.Open, null, null), (t.State, t.ClosedBy, t.UndoUntil)));
        Assert.Equal(OutputState.Flagged, (await scene.Decide.ExecuteAsync(scene.Ben, ReviewScene.Request(other, ReviewVerdict.Approve), CancellationToken.None)).State);
    }

    [Fact]
    public async Task Undo_OfOneOfTwoReviews_LeavesTheOtherDecisionInForce()
    {
        var legal = await scene.AddStepAsync("legal", 2);
        var (first, other) = (await scene.FlagAsync(), await scene.FlagAsync(step: legal));
        await DecideAsync(scene.Ben, first, ReviewVerdict.Edit, new() { ["post.md"] = "Mended\n" });
        scene.Clock.Advance(TimeSpan.FromSeconds(1));

        await UndoAsync(scene.Ada, await DecideAsync(scene.Ada, other, ReviewVerdict.Approve));

        await using var db = Open();
        var output = await db.Outputs.SingleAsync();
        Assert.Equal((OutputState.Flagged, true, 2), (output.State, output.Edited, output.Revision));
        Assert.Equal([ReviewState.Decided, ReviewState.Open], await db.ReviewTasks.OrderBy(t => t.Id).Select(t => t.State).ToListAsync());
    }

    [Fact]
    public async Task Undo_AfterAnotherDecisionOnTheOutput_IsRefused()
    {
        var (first, other) = (await scene.FlagAsync(), await scene.FlagAsync(step: await scene.AddStepAsync("legal", 2)));
        var mine = await DecideAsync(scene.Ada, first, ReviewVerdict.Approve);
        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        await DecideAsync(scene.Ben, other, ReviewVerdict.Approve);

        await AssertRefusedAsync(scene.Ada, mine, "Ben has decided on this output since", OutputState.Approved);
    }

    [Fact]
    public async Task Undo_AfterItsTime_IsRefused()
    {
        var decided = await DecideAsync(scene.Ada, await scene.FlagAsync(), ReviewVerdict.Approve);
        scene.Clock.Advance(DecideReview.UndoTime);

        await AssertRefusedAsync(scene.Ada, decided, "for 10 seconds; they are over", OutputState.Approved);
    }

    [Fact]
    public async Task Undo_ThroughTheApi_IsRefusedSinceItHoldsAtOnce()
    {
        var decided = await scene.Decide.ExecuteAsync(
            scene.Ada, ReviewScene.Request(await scene.FlagAsync(), ReviewVerdict.Approve, channel: ReviewChannels.Api), CancellationToken.None);

        await AssertRefusedAsync(scene.Ada, decided, "they are over", OutputState.Approved);
    }

    [Theory]
    [InlineData(StepState.Ready)]
    [InlineData(StepState.Running)]
    [InlineData(StepState.Succeeded)]
    [InlineData(StepState.Cancelled)]
    public async Task Undo_OfARunThatWentOn_IsRefused(StepState state)
    {
        var decided = await DecideAsync(scene.Ada, await scene.FlagAsync(), ReviewVerdict.Approve);
        await using (var db = Open()) await db.StepRuns.ExecuteUpdateAsync(set => set.SetProperty(s => s.State, state));

        await AssertRefusedAsync(scene.Ada, decided, "gone on or ended", OutputState.Approved);
    }

    [Fact]
    public async Task Undo_BySomebodyElse_IsRefused() =>
        await AssertRefusedAsync(scene.Ben, await DecideAsync(scene.Ada, await scene.FlagAsync(), ReviewVerdict.Approve), "Ada made this decision", OutputState.Approved);

    [Fact]
    public async Task Undo_ByOneWhoLostTheRole_IsDenied()
    {
        var decided = await DecideAsync(scene.Ada, await scene.FlagAsync(), ReviewVerdict.Approve);

        await Assert.ThrowsAsync<AccessDeniedException>(() =>
            UndoAsync(scene.Ada with { RoleNames = new HashSet<string> { Roles.Auditor } }, decided));
    }

    [Fact]
    public async Task Undo_ManyAtOnce_AppendsOne()
    {
        var decided = await DecideAsync(scene.Ada, await scene.FlagAsync(), ReviewVerdict.Approve);

        var undone = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            try
            {
                await UndoAsync(scene.Ada, decided);
                return true;
            }
            catch (ConflictException)
            {
                return false;
            }
        }));

        Assert.Single(undone, done => done);
        await using var db = Open();
        Assert.Equal(2, await db.ReviewDecisions.CountAsync());
    }

    [Fact]
    public async Task Compute_KpisAfterAnUndo_CountNoDecisionAndAllMinutes()
    {
        var task = await scene.FlagAsync();
        await UndoAsync(scene.Ada, await DecideAsync(scene.Ada, task, ReviewVerdict.Edit, new() { ["post.md"] = "Bye\n" }));

        Assert.Equal((0m, 0m), ((await FigureAsync("accepted-outputs")).Numerator.Amount, (await FigureAsync("human-review-rate")).Denominator!.Amount));
        Assert.Equal(0m, (await FigureAsync("rework-rate")).Denominator!.Amount);
        await DecideAsync(scene.Ada, task, ReviewVerdict.Approve);

        Assert.Equal(1m, (await FigureAsync("accepted-outputs")).Numerator.Amount);
        Assert.Equal((1m, 1m), ((await FigureAsync("human-review-rate")).Numerator.Amount, (await FigureAsync("human-review-rate")).Denominator!.Amount));
        Assert.Equal((0m, 1m), ((await FigureAsync("rework-rate")).Numerator.Amount, (await FigureAsync("rework-rate")).Denominator!.Amount));
        // Twice a minute at 60 USD an hour.
        Assert.Equal(2_000_000_000m, (await FigureAsync("cost-per-output")).Numerator.Amount);
    }

    private Task<KpiFigure> FigureAsync(string name) => new KpiCatalogue(Database.Contexts, scene.Clock, ReportingCalendar.From(null)).ComputeAsync(
        Actor.System, name, new AnalyticsFilter { Money = MoneyMode.Sandbox, From = scene.Now.AddDays(-1), To = scene.Now.AddDays(1), Bucket = BucketUnit.Day }, CancellationToken.None);

    private async Task<ReviewDecisionResult> DecideAsync(Actor actor, ReviewTask task, ReviewVerdict verdict, Dictionary<string, string>? edits = null)
    {
        scene.Clock.Advance(TimeSpan.FromMinutes(2));
        return await scene.Decide.ExecuteAsync(
            actor, ReviewScene.Request(task, verdict, verdict == ReviewVerdict.Reject ? "No." : null, edits, seconds: new() { [LabourActivity.Review] = 60 }), CancellationToken.None);
    }

    private Task<ReviewTaskId> UndoAsync(Actor actor, ReviewDecisionResult decided) => scene.Undo.ExecuteAsync(actor, decided.Id, CancellationToken.None);

    private async Task AssertRefusedAsync(Actor actor, ReviewDecisionResult decided, string why, OutputState state)
    {
        var refused = await Assert.ThrowsAsync<ConflictException>(() => UndoAsync(actor, decided));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        await using var db = Open();
        Assert.Equal(state, (await db.Outputs.SingleAsync()).State);
        Assert.DoesNotContain(ReviewVerdict.Undone, await db.ReviewDecisions.Select(d => d.Verdict).ToListAsync());
    }
}

public sealed class UndoReviewOnSqliteTests() : UndoReviewTests(DatabaseKind.Sqlite);

public sealed class UndoReviewOnPostgresTests() : UndoReviewTests(DatabaseKind.Postgres);

using GenOps.Core.Desk.Reviews;
using GenOps.Core.Outputs;
using GenOps.Core.Publishing;
using GenOps.Core.Reviews;
using GenOps.Testing;
using GenOps.Testing.Reviews;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Tests.Reviews;

/// <summary>What breaks its step's schema, or would be delivered empty, is not approved, whoever asks.</summary>
public abstract class ApprovalRulesTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private readonly string folder = Directory.CreateTempSubdirectory("genops-approval-").FullName;
    private ReviewScene scene = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        scene = await ReviewScene.OpenAsync(Database, ReviewScene.TableYaml);
    }

    public override async Task DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        await base.DisposeAsync();
    }

    [Theory]
    [InlineData(ReviewChannels.Page)]
    [InlineData(ReviewChannels.Api)]
    [InlineData(ReviewChannels.CommandLine)]
    public async Task Decide_ApproveOfWhatBreaksItsSchema_IsRefusedAndNamesTheField(string channel)
    {
        var task = await scene.FlagInvoiceAsync("""{ "total": "twelve", "lines": [{ "amount": "x" }] }""", valid: false);

        var refused = await Assert.ThrowsAsync<InvalidInputException>(() =>
            scene.Decide.ExecuteAsync(scene.Ada, ReviewScene.Request(task, ReviewVerdict.Approve, channel: channel), CancellationToken.None));

        Assert.Contains(refused.Problems, p => p.Field == "extract-1.md lines[0].amount" && p.Problem == "A number is expected.");
        Assert.Contains(refused.Problems, p => p.Field == "extract-1.md total");
        await AssertUndecidedAsync();
    }

    [Theory]
    [InlineData("""{ "total": """, "extract-1.json", "It is not JSON: line 1, place 12.")]
    [InlineData("""{ "date": "2026-11-28" }""", "extract-1.json total", "It is missing.")]
    [InlineData("""{ "total": 1, "date": "yesterday" }""", "extract-1.json date", "It must have the form ^[0-9]{4}-[0-9]{2}-[0-9]{2}$.")]
    [InlineData("""{ "total": 1, "sum": 2 }""", "extract-1.json sum", "The schema knows no such field.")]
    [InlineData("[]", "extract-1.json", "An object with fields is expected.")]
    [InlineData("null", "extract-1.json", "An object with fields is expected.")]
    public async Task Find_EditThatBreaksTheSchema_SaysAsItIsTypedWhatTheDecisionSays(string text, string field, string problem)
    {
        var task = await scene.FlagInvoiceAsync("""{ "total": 12 }""", valid: true);

        var typed = await new EditCheck(Database.Contexts).FindAsync(scene.Ada, task.Id, "extract-1.json", text, CancellationToken.None);
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => scene.Decide.ExecuteAsync(
            scene.Ada, ReviewScene.Request(task, ReviewVerdict.Edit, edits: new() { ["extract-1.json"] = text }), CancellationToken.None));

        Assert.Contains(typed, p => p.Field == field && p.Problem == problem);
        Assert.Equal(typed, refused.Problems);
        await AssertUndecidedAsync();
    }

    [Theory]
    [InlineData("{ \"total\": 7 }")]
    [InlineData("```json\n{ \"total\": 7 }\n```")]
    public async Task Decide_EditThatMendsABrokenAnswer_IsJsonAndARowOfTheTable(string text)
    {
        var task = await scene.FlagInvoiceAsync("Sorry, no invoice.", valid: false);

        await scene.Decide.ExecuteAsync(
            scene.Ada, ReviewScene.Request(task, ReviewVerdict.Edit, edits: new() { ["extract-1.md"] = text }), CancellationToken.None);
        var delivered = Assert.IsType<PublishOutcome.Delivered>(await DeliverAsync(task.OutputId));

        Assert.Equal(["kit.csv"], delivered.Files);
        Assert.Equal("total\r\n7\r\n", await File.ReadAllTextAsync(Path.Combine(delivered.Target, "kit.csv")));
    }

    [Fact]
    public async Task Decide_ApproveOfWhatWouldBeDeliveredEmpty_IsRefused()
    {
        var task = await scene.FlagInvoiceAsync("""{ "total": null }""", valid: true);

        var refused = await Assert.ThrowsAsync<InvalidInputException>(() =>
            scene.Decide.ExecuteAsync(scene.Ada, ReviewScene.Request(task, ReviewVerdict.Approve, channel: ReviewChannels.Api), CancellationToken.None));

        Assert.Equal(("invoice", "Delivered by the step 'table' it would be empty: the table would hold no row of it."), (refused.Problems[0].Field, refused.Problems[0].Problem));
        await AssertUndecidedAsync();
    }

    [Fact]
    public async Task Decide_EditThatWouldBeDeliveredEmpty_IsRefusedAndRejectingIsNot()
    {
        var task = await scene.FlagInvoiceAsync("""{ "total": 12 }""", valid: true);

        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => scene.Decide.ExecuteAsync(
            scene.Ada, ReviewScene.Request(task, ReviewVerdict.Edit, edits: new() { ["extract-1.json"] = """{ "total": null }""" }), CancellationToken.None));
        var rejected = await scene.Decide.ExecuteAsync(scene.Ada, ReviewScene.Request(task, ReviewVerdict.Reject, "No invoice."), CancellationToken.None);

        Assert.Equal("invoice", refused.Problems[0].Field);
        Assert.Equal(OutputState.Rejected, rejected.State);
    }

    [Fact]
    public async Task Deliver_ApprovedOutputThatWouldBeEmpty_FailsForGoodAndDeliversNothing()
    {
        var empty = await ApprovedAsync("""{ "total": null }""", 0);
        var full = await ApprovedAsync("""{ "total": 12 }""", 1);

        var refused = Assert.IsType<PublishOutcome.Refused>(await DeliverAsync(empty, full));

        Assert.False(refused.Retryable);
        Assert.StartsWith("The output invoice 1 would be delivered empty: the table would hold no row of it.", refused.Reason, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder, "published")));
        await using var db = Open();
        Assert.Empty(await db.PublishCalls.ToListAsync());
    }

    [Fact]
    public async Task Detail_OfWhatCannotBeApproved_SaysWhy()
    {
        var task = await scene.FlagInvoiceAsync("No invoice.", valid: false);

        var detail = await new ReviewDetailQuery(Database.Contexts, scene.Clock).FindAsync(scene.Ada, task.Id, CancellationToken.None);

        Assert.Equal(["extract-1.md"], detail!.Problems.Select(p => p.Field));
    }

    /// <summary>As an installation may hold it from before this was checked.</summary>
    private async Task<OutputId> ApprovedAsync(string answer, int item)
    {
        var task = await scene.FlagInvoiceAsync(answer, valid: true, item);
        await using var db = Open();
        OutputTransitions.Approve(await db.Outputs.SingleAsync(o => o.Id == task.OutputId), edited: false, scene.Now);
        await db.SaveChangesAsync();
        return task.OutputId;
    }

    private async Task<PublishOutcome> DeliverAsync(params OutputId[] outputs)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(scene.Clock).AddSingleton(Database.Contexts)
            .AddGenOpsPublishing(new ConfigurationBuilder().Build(), folder);
        await using var provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<Publisher>().DeliverAsync(
            new PublishDelivery(scene.Run.Id, "kit", Id.New<StepRunId>(), 0, "folder", PublishFormat.Csv, null, outputs) { Steps = ["extract"] }, CancellationToken.None);
    }

    private async Task AssertUndecidedAsync()
    {
        await using var db = Open();
        Assert.Equal((OutputState.Flagged, 1), await db.Outputs.Select(o => new ValueTuple<OutputState, int>(o.State, o.Revision)).SingleAsync());
        Assert.Equal(ReviewState.Open, (await db.ReviewTasks.SingleAsync()).State);
        Assert.Equal((0, 0), (await db.ReviewDecisions.CountAsync(), await db.Outbox.CountAsync()));
    }
}

public sealed class ApprovalRulesOnSqliteTests() : ApprovalRulesTests(DatabaseKind.Sqlite);

public sealed class ApprovalRulesOnPostgresTests() : ApprovalRulesTests(DatabaseKind.Postgres);

using Bunit;
using GenOps.Core;
using GenOps.Core.Outputs;
using GenOps.Core.Reviews;
using GenOps.Testing.Reviews;
using GenOps.Web.Pages.Review;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Pages.Review;

public sealed class ReviewDeskTests : ReviewPageTest
{
    [Fact]
    public async Task Open_AnOpenReview_ShowsWhySourceAndOutputAndClaimsIt()
    {
        var task = await Scene.FlagAsync(item: 0);

        var desk = Open(task.Id);

        Assert.Contains("Every output of this pipeline is reviewed.", desk.Find("[aria-label='Why it is here']").TextContent, StringComparison.Ordinal);
        Assert.Contains("The first document.", desk.Find("#source-pane").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("The second document.", desk.Find("#source-pane").TextContent, StringComparison.Ordinal);
        Assert.NotNull(desk.Find("#output-pane img[src^='/artifacts/']"));
        await using var db = Scene.Database.Open();
        Assert.Equal("Ada", (await db.ReviewClaims.SingleAsync()).UserName);
    }

    [Fact]
    public async Task PressA_OnAnOpenReview_ApprovesWithTheCountedTimeAndOpensTheNext()
    {
        var task = await Scene.FlagAsync(item: 0);
        var next = await Scene.FlagAsync(item: 1);
        var desk = Open(task.Id);
        Scene.Clock.Advance(TimeSpan.FromMinutes(5));

        await desk.InvokeAsync(() => desk.Instance.PressKey("a"));

        Assert.EndsWith($"/review/{next.Id.Value}", Navigation.Uri, StringComparison.Ordinal);
        await using var db = Scene.Database.Open();
        Assert.Equal(OutputState.Approved, (await db.Outputs.SingleAsync(o => o.Id == task.OutputId)).State);
        Assert.Equal([30, 90], await db.Labour.Select(l => l.Seconds).OrderBy(s => s).ToListAsync());
    }

    [Fact]
    public async Task PressA_OnTheLastReview_GoesBackToTheQueue()
    {
        var desk = Open((await Scene.FlagAsync()).Id);

        await desk.InvokeAsync(() => desk.Instance.PressKey("a"));

        Assert.EndsWith("/review", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PressR_WithoutAReason_SaysSoAndThenTakesOne()
    {
        var desk = Open((await Scene.FlagAsync()).Id);
        await desk.InvokeAsync(() => desk.Instance.PressKey("r"));

        await desk.InvokeAsync(() => desk.Instance.PressKey("save"));
        Assert.Contains("A rejection needs a reason.", desk.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        desk.Find("#reject-reason").Change("Wrong product.");
        await desk.InvokeAsync(() => desk.Instance.PressKey("save"));

        await using var db = Scene.Database.Open();
        Assert.Equal("Wrong product.", (await db.ReviewDecisions.SingleAsync()).Reason);
    }

    [Fact]
    public async Task Edit_ThatIsBroken_KeepsTheTextAndSaysWhere()
    {
        var desk = Open((await Scene.FlagAsync()).Id);
        await desk.InvokeAsync(() => desk.Instance.PressKey("e"));

        desk.Find("textarea[aria-label='Text of facts.json']").Change("{ \"total\": ");
        await desk.InvokeAsync(() => desk.Instance.PressKey("save"));

        Assert.Contains("facts.json: It is no longer JSON: line 1", desk.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("{ \"total\": ", desk.Find("textarea[aria-label='Text of facts.json']").GetAttribute("value"));
    }

    [Fact]
    public async Task Edit_Saved_IsApprovedAsANewRevision()
    {
        var task = await Scene.FlagAsync();
        var desk = Open(task.Id);
        await desk.InvokeAsync(() => desk.Instance.PressKey("e"));

        desk.Find("textarea[aria-label='Text of post.md']").Change("Hello\nthere\n");
        await desk.InvokeAsync(() => desk.Instance.PressKey("save"));

        await using var db = Scene.Database.Open();
        var output = await db.Outputs.SingleAsync();
        Assert.Equal((OutputState.Approved, 2, true), (output.State, output.Revision, output.Edited));
    }

    [Fact]
    public async Task Edit_AfterSomebodyDecided_KeepsTheTextOnThePage()
    {
        var task = await Scene.FlagAsync();
        var desk = Open(task.Id);
        await desk.InvokeAsync(() => desk.Instance.PressKey("e"));
        desk.Find("textarea[aria-label='Text of post.md']").Change("My careful words");
        await Scene.Decide.ExecuteAsync(Scene.Ben, ReviewScene.Request(task, ReviewVerdict.Reject, "No."), CancellationToken.None);

        await desk.InvokeAsync(() => desk.Instance.PressKey("save"));

        Assert.Contains("Ben rejected this output", desk.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("My careful words", desk.Find("[aria-label='Your text'] pre").TextContent);
        Assert.Contains("This review is decided.", desk.Find("[aria-label=Decision]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Next_WithUnsavedChanges_AsksOnce()
    {
        var task = await Scene.FlagAsync(item: 0);
        var next = await Scene.FlagAsync(item: 1);
        var desk = Open(task.Id);
        await desk.InvokeAsync(() => desk.Instance.PressKey("e"));
        desk.Find("textarea[aria-label='Text of post.md']").Change("Half done");

        await desk.InvokeAsync(() => desk.Instance.PressKey("n"));
        Assert.Contains("not saved", desk.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        await desk.InvokeAsync(() => desk.Instance.PressKey("n"));

        Assert.EndsWith($"/review/{next.Id.Value}", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_HeldByAnother_SaysWhoAndCanBeTakenOver()
    {
        var task = await Scene.FlagAsync();
        await Scene.Claim.ExecuteAsync(Scene.Ben, new ClaimReviewRequest(task.Id), CancellationToken.None);

        var desk = Open(task.Id);
        Assert.Contains("Ben is looking at this one", desk.Markup, StringComparison.Ordinal);
        await desk.Find("button:contains('Take it over')").ClickAsync(new());

        Assert.DoesNotContain("is looking at this one", desk.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_WithTimeSpent_GivesItBackAndBooksTheTime()
    {
        var desk = Open((await Scene.FlagAsync()).Id);
        Scene.Clock.Advance(TimeSpan.FromMinutes(1));
        await desk.InvokeAsync(() => desk.Instance.ReportTime(12, 0));

        await DisposeComponentsAsync();

        await using var db = Scene.Database.Open();
        Assert.Equal(12, (await db.Labour.SingleAsync()).Seconds);
        Assert.NotNull((await db.ReviewClaims.SingleAsync()).ReleasedAt);
    }

    [Fact]
    public void Open_AnUnknownReview_LeadsToTheQueue() =>
        Assert.Equal("/review", Open(Id.New<ReviewTaskId>()).Find("a.go-button").GetAttribute("href"));

    [Fact]
    public async Task PressQuestionMark_ShowsTheKeys()
    {
        var desk = Open((await Scene.FlagAsync()).Id);

        await desk.InvokeAsync(() => desk.Instance.PressKey("?"));

        Assert.NotNull(desk.Find("dl[aria-label=Keys]"));
    }

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    private IRenderedComponent<ReviewDesk> Open(ReviewTaskId id)
    {
        var desk = Render<ReviewDesk>(p => p.Add(d => d.Id, id.Value));
        desk.WaitForState(() => desk.FindAll("h1").Count > 0);
        return desk;
    }
}

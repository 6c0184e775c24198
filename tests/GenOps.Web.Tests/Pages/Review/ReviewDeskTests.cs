using Bunit;
using GenOps.Core;
using GenOps.Core.Outputs;
using GenOps.Core.Reviews;
using GenOps.Testing.Reviews;
using GenOps.Web.Pages.Review;
using GenOps.Web.Tests.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;

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

        await PressAsync(desk, "a");

        Assert.EndsWith($"/review/{next.Id.Value}", Navigation.Uri, StringComparison.Ordinal);
        await using var db = Scene.Database.Open();
        Assert.Equal(OutputState.Approved, (await db.Outputs.SingleAsync(o => o.Id == task.OutputId)).State);
        Assert.Equal([30, 90], await db.Labour.Select(l => l.Seconds).OrderBy(s => s).ToListAsync());
    }

    [Fact]
    public async Task PressA_OnTheLastReview_GoesBackToTheQueue()
    {
        var desk = Open((await Scene.FlagAsync()).Id);

        await PressAsync(desk, "a");

        Assert.EndsWith("/review", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PressR_WithoutAReason_SaysSoAndThenTakesOne()
    {
        var desk = Open((await Scene.FlagAsync()).Id);
        await PressAsync(desk, "r");

        await PressAsync(desk, "save");
        Assert.Contains("A rejection needs a reason.", desk.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        desk.Find("#reject-reason").Change("Wrong product.");
        await PressAsync(desk, "save");

        await using var db = Scene.Database.Open();
        Assert.Equal("Wrong product.", (await db.ReviewDecisions.SingleAsync()).Reason);
    }

    [Fact]
    public async Task Edit_ThatIsBroken_KeepsTheTextAndSaysWhere()
    {
        var desk = Open((await Scene.FlagAsync()).Id);
        await PressAsync(desk, "e");

        desk.Find("textarea[aria-label='Text of facts.json']").Change("{ \"total\": ");
        await PressAsync(desk, "save");

        Assert.Contains("facts.json: It is no longer JSON: line 1", desk.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("{ \"total\": ", desk.Find("textarea[aria-label='Text of facts.json']").GetAttribute("value"));
    }

    [Fact]
    public async Task Edit_Saved_IsApprovedAsANewRevision()
    {
        var task = await Scene.FlagAsync();
        var desk = Open(task.Id);
        await PressAsync(desk, "e");

        desk.Find("textarea[aria-label='Text of post.md']").Change("Hello\nthere\n");
        await PressAsync(desk, "save");

        await using var db = Scene.Database.Open();
        var output = await db.Outputs.SingleAsync();
        Assert.Equal((OutputState.Approved, 2, true), (output.State, output.Revision, output.Edited));
    }

    [Fact]
    public async Task Edit_WhenSomebodyElseDecides_SaysWhoKeepsTheTextAndComparesIt()
    {
        var task = await Scene.FlagAsync();
        var desk = Open(task.Id);
        await PressAsync(desk, "e");
        desk.Find("textarea[aria-label='Text of post.md']").Change("My careful words");

        await Scene.Decide.ExecuteAsync(
            Scene.Ben, ReviewScene.Request(task, ReviewVerdict.Edit, edits: new() { ["post.md"] = "Ben's words" }), CancellationToken.None);

        desk.WaitForAssertion(() => Assert.Contains("Ben edited and approved this output", desk.Find("[aria-label=Decision]").TextContent, StringComparison.Ordinal), Patience);
        Assert.Equal("My careful words", desk.Find("[aria-label='Your text'] pre").TextContent);
        await desk.Find("button:contains('Compare')").ClickAsync(new());
        var diff = desk.WaitForElement("[aria-label='Your text'] .diff", Patience).TextContent;
        Assert.Contains("-Ben's words", diff, StringComparison.Ordinal);
        Assert.Contains("+My careful words", diff, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_AfterSomebodyDecided_KeepsTheTextAndAsksBeforeItIsLeft()
    {
        var task = await Scene.FlagAsync(item: 0);
        var next = await Scene.FlagAsync(item: 1);
        var asked = JSInterop.Setup<bool>("confirm", _ => true).SetResult(false);
        var desk = Open(task.Id);
        await PressAsync(desk, "e");
        desk.Find("textarea[aria-label='Text of post.md']").Change("My careful words");
        await Scene.Decide.ExecuteAsync(Scene.Ben, ReviewScene.Request(task, ReviewVerdict.Reject, "No."), CancellationToken.None);

        await PressAsync(desk, "save");
        await PressAsync(desk, "n");

        Assert.Contains("Ben rejected this output", desk.Find("[aria-label=Decision]").TextContent, StringComparison.Ordinal);
        Assert.Equal("My careful words", desk.Find("[aria-label='Your text'] pre").TextContent);
        Assert.Single(asked.Invocations);
        desk.Find("button:contains('Leave your text')").Click();
        await PressAsync(desk, "n");
        Assert.EndsWith($"/review/{next.Id.Value}", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leave_AfterSomebodyElseDecided_BooksTheMinutesSpent()
    {
        var task = await Scene.FlagAsync();
        var desk = Open(task.Id);
        Scene.Clock.Advance(TimeSpan.FromMinutes(1));
        await desk.InvokeAsync(() => desk.Instance.ReportTime(40, 0));
        await Scene.Decide.ExecuteAsync(Scene.Ben, ReviewScene.Request(task, ReviewVerdict.Approve, seconds: new() { [LabourActivity.Review] = 10 }), CancellationToken.None);
        desk.WaitForAssertion(() => Assert.Contains("Ben approved this output", desk.Find("[aria-label=Decision]").TextContent, StringComparison.Ordinal), Patience);

        await DisposeComponentsAsync();

        await using var db = Scene.Database.Open();
        Assert.Equal([("Ada", 40), ("Ben", 10)], (await db.Labour.ToListAsync()).Select(l => (l.PersonName, l.Seconds)).Order());
    }

    [Fact]
    public async Task Undo_BySomebodyElse_LetsTheKeptTextBeTakenUpAgain()
    {
        var task = await Scene.FlagAsync();
        var desk = Open(task.Id);
        await PressAsync(desk, "e");
        desk.Find("textarea[aria-label='Text of post.md']").Change("My careful words");
        var decided = await Scene.Decide.ExecuteAsync(Scene.Ben, ReviewScene.Request(task, ReviewVerdict.Approve), CancellationToken.None);
        desk.WaitForElement("[aria-label='Your text']", Patience);

        await Scene.Undo.ExecuteAsync(Scene.Ben, decided.Id, CancellationToken.None);
        desk.WaitForElement("button:contains('Go on with your text')", Patience).Click();
        desk.WaitForElement("textarea[aria-label='Text of post.md']", Patience);
        await PressAsync(desk, "save");

        await using var db = Scene.Database.Open();
        Assert.Equal((OutputState.Approved, true), await db.Outputs.Select(o => new ValueTuple<OutputState, bool>(o.State, o.Edited)).SingleAsync());
    }

    [Theory]
    [InlineData("n")]
    [InlineData("link")]
    public async Task Leave_WithAnUnsavedEdit_AsksAndStaysOrGoes(string how)
    {
        var task = await Scene.FlagAsync(item: 0);
        await Scene.FlagAsync(item: 1);
        var answer = JSInterop.Setup<bool>("confirm", _ => true);
        var desk = Open(task.Id);
        await PressAsync(desk, "e");
        desk.Find("textarea[aria-label='Text of post.md']").Change("Half done");
        var before = Navigation.Uri;

        answer.SetResult(false);
        await GoAsync();
        var stayed = Navigation.Uri;
        answer.SetResult(true);
        await GoAsync();

        Assert.Equal(before, stayed);
        Assert.NotEqual(before, Navigation.Uri);
        Assert.Equal(2, answer.Invocations.Count);

        Task GoAsync() => how == "n" ? PressAsync(desk, "n") : desk.InvokeAsync(() => Navigation.NavigateTo("/runs"));
    }

    [Fact]
    public async Task Leave_WithoutAnEdit_AsksNothing()
    {
        var asked = JSInterop.Setup<bool>("confirm", _ => true);
        var desk = Open((await Scene.FlagAsync()).Id);
        await PressAsync(desk, "e");

        await desk.InvokeAsync(() => Navigation.NavigateTo("/runs"));

        Assert.EndsWith("/runs", Navigation.Uri, StringComparison.Ordinal);
        Assert.Empty(asked.Invocations);
    }

    [Fact]
    public async Task PressN_ThenA_LeadsOnAndNotBackToWhatWasSetAside()
    {
        var tasks = new List<ReviewTaskId>();
        for (var item = 0; item < 3; item++) tasks.Add((await Scene.FlagAsync(item: item)).Id);
        var desk = Open(tasks[0]);
        await PressAsync(desk, "n");
        desk.Render(p => p.Add(d => d.Id, tasks[1].Value));

        await PressAsync(desk, "a");

        Assert.EndsWith($"/review/{tasks[2].Value}", Navigation.Uri, StringComparison.Ordinal);
        desk.Render(p => p.Add(d => d.Id, tasks[2].Value));
        await PressAsync(desk, "a");
        desk.Render(p => p.Add(d => d.Id, tasks[0].Value));
        Assert.Contains("You set this one aside before", desk.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("e")]
    [InlineData("r")]
    [InlineData("click")]
    public async Task Press_WithinFourTenthsOfASecond_IsNotTakenAndSaysSo(string key)
    {
        var desk = Open((await Scene.FlagAsync()).Id);

        await PressAsync(desk, key, shownFor: 399);

        Assert.Contains("it was not taken", desk.Find("[aria-label=Decision] .said").TextContent, StringComparison.Ordinal);
        Assert.Empty(desk.FindAll("textarea"));
        await using var db = Scene.Database.Open();
        Assert.Empty(await db.ReviewDecisions.ToListAsync());
    }

    [Fact]
    public async Task PressA_AfterFourTenthsOfASecond_IsTaken()
    {
        var desk = Open((await Scene.FlagAsync()).Id);

        await PressAsync(desk, "a", shownFor: 400);

        await using var db = Scene.Database.Open();
        Assert.Equal(1, await db.ReviewDecisions.CountAsync());
    }

    [Fact]
    public async Task PressA_MeantForTheReviewBefore_IsNotTakenForThisOne()
    {
        var before = await Scene.FlagAsync(item: 0);
        var desk = Open((await Scene.FlagAsync(item: 1)).Id);

        await PressAsync(desk, "a", item: before.Id);

        await using var db = Scene.Database.Open();
        Assert.Empty(await db.ReviewDecisions.ToListAsync());
    }

    [Fact]
    public async Task PressU_AfterADecision_TakesItBackAndBringsTheEditAgain()
    {
        var task = await Scene.FlagAsync(item: 0);
        var next = await Scene.FlagAsync(item: 1);
        var desk = Open(task.Id);
        await PressAsync(desk, "e");
        desk.Find("textarea[aria-label='Text of post.md']").Change("Hello\nthere\n");
        await PressAsync(desk, "save");
        desk.Render(p => p.Add(d => d.Id, next.Id.Value));
        Assert.Contains("Edited and approved: kit · post 1.", desk.Find("[aria-label=Decision]").TextContent, StringComparison.Ordinal);

        await PressAsync(desk, "u");

        Assert.EndsWith($"/review/{task.Id.Value}", Navigation.Uri, StringComparison.Ordinal);
        desk.Render(p => p.Add(d => d.Id, task.Id.Value));
        Assert.Equal("Hello\nthere\n", desk.Find("textarea[aria-label='Text of post.md']").GetAttribute("value"));
        await using var db = Scene.Database.Open();
        Assert.Equal(OutputState.Flagged, (await db.Outputs.SingleAsync(o => o.Id == task.OutputId)).State);
    }

    [Fact]
    public async Task Undo_WhenItsTimeIsOver_IsNotOffered()
    {
        var task = await Scene.FlagAsync(item: 0);
        var next = await Scene.FlagAsync(item: 1);
        var desk = Open(task.Id);
        await PressAsync(desk, "a");
        desk.Render(p => p.Add(d => d.Id, next.Id.Value));
        Assert.NotNull(desk.Find("button:contains('Undo')"));

        Scene.Clock.Advance(DecideReview.UndoTime);

        desk.WaitForAssertion(() => Assert.Empty(desk.FindAll("button:contains('Undo')")), Patience);
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

    [Theory]
    [InlineData("n", "n")]
    [InlineData("n", "a")]
    [InlineData("a", "n")]
    public async Task Press_WhileTheKeyBeforeIsAtWork_DoesNothing(string key, string tooMuch)
    {
        var first = await Scene.FlagAsync();
        await Scene.FlagAsync();
        var desk = Open(first.Id);
        var reading = Desk.Setup<int[]>("read");

        var atWork = PressAsync(desk, key);
        await PressAsync(desk, tooMuch);
        Assert.Single(reading.Invocations);
        reading.SetResult([90, 30]);
        await atWork;

        await using var db = Scene.Database.Open();
        Assert.Equal(key == "a" ? 1 : 0, await db.ReviewDecisions.CountAsync());
        Assert.Equal(key == "n" ? 1 : 0, await db.ReviewSkips.CountAsync());
    }

    [Fact]
    public async Task PressQuestionMark_ShowsTheKeys()
    {
        var desk = Open((await Scene.FlagAsync()).Id);

        await PressAsync(desk, "?");

        Assert.NotNull(desk.Find("dl[aria-label=Keys]"));
    }

    private static TimeSpan Patience => TimeSpan.FromSeconds(30);

    private static Task PressAsync(IRenderedComponent<ReviewDesk> desk, string key, int shownFor = 1000, ReviewTaskId? item = null) =>
        desk.InvokeAsync(() => desk.Instance.PressKey(key, (item?.Value ?? desk.Instance.Id).ToString(), shownFor));

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public async Task Open_AnotherReviewWhileTheScriptLoads_HearsTheKeysOnceAndForThatOne()
    {
        var (loading, browser) = SlowBrowser();
        var desk = Open((await Scene.FlagAsync(item: 0)).Id);
        var next = await Scene.FlagAsync(item: 1);
        desk.Render(p => p.Add(d => d.Id, next.Id.Value));
        desk.WaitForState(() => desk.Markup.Contains("The second document.", StringComparison.Ordinal));

        await desk.InvokeAsync(loading.SetResult);

        desk.WaitForAssertion(() => Assert.Equal(next.Id.ToString(), Assert.Single(browser.Made["import"].Calls).Args[2]));
        // A second script would hear each key as well.
        Assert.Single(browser.Calls, c => c.Identifier == "import");
    }

    [Fact]
    public async Task Dispose_WhileTheScriptLoads_HearsNoKeysAndReleasesIt()
    {
        var (loading, browser) = SlowBrowser();
        Open((await Scene.FlagAsync()).Id);
        await DisposeComponentsAsync();

        await Renderer.Dispatcher.InvokeAsync(loading.SetResult);

        Assert.Empty(browser.Made["import"].Calls);
        Assert.True(browser.Made["import"].IsDisposed);
    }

    private (TaskCompletionSource Loading, RecordingJs Browser) SlowBrowser()
    {
        var loading = new TaskCompletionSource();
        var browser = new RecordingJs { Answering = loading.Task };
        Services.AddSingleton<IJSRuntime>(browser);
        return (loading, browser);
    }

    private IRenderedComponent<ReviewDesk> Open(ReviewTaskId id)
    {
        var desk = Render<ReviewDesk>(p => p.Add(d => d.Id, id.Value));
        desk.WaitForState(() => desk.FindAll("h1").Count > 0);
        return desk;
    }
}

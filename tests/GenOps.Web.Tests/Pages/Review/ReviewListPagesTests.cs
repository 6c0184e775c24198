using Bunit;
using GenOps.Core.Reviews;
using GenOps.Testing.Reviews;
using GenOps.Web.Pages.Review;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Pages.Review;

public sealed class ReviewListPagesTests : ReviewPageTest
{
    [Fact]
    public void Queue_WithNothingOpen_SaysWhatBringsReviewsHere()
    {
        var queue = Render<ReviewQueue>();

        queue.WaitForAssertion(() => Assert.Equal("Nothing waits for you", queue.Find("h2").TextContent));
    }

    [Fact]
    public async Task Queue_WithOpenReviews_LeadsToEachWithItsReason()
    {
        var task = await Scene.FlagAsync(item: 1);
        await Scene.Claim.ExecuteAsync(Scene.Ben, new ClaimReviewRequest(task.Id), CancellationToken.None);

        var queue = Render<ReviewQueue>();

        queue.WaitForAssertion(() => Assert.Equal($"/review/{task.Id.Value}", queue.Find("a.title").GetAttribute("href")));
        Assert.Equal("kit · post 2", queue.Find("a.title").TextContent);
        Assert.Contains("Every output of this pipeline is reviewed.", queue.Find(".reasons").TextContent, StringComparison.Ordinal);
        Assert.Contains("Ben is looking", queue.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queue_OfOutputsWithOneName_ShowsTheFirstWordsOfEach()
    {
        await Scene.FlagAsync(item: 0, text: "# Harbour 4.2\n\nSearch is **twice** as fast.\n");
        Scene.Clock.Advance(TimeSpan.FromMinutes(1));
        await Scene.FlagAsync(item: 1, text: "Hello Ines,\n\nturn on notifications.\n");

        var queue = Render<ReviewQueue>();

        queue.WaitForAssertion(() => Assert.Equal(
            ["Harbour 4.2 Search is **twice** as fast.", "Hello Ines, turn on notifications."], queue.FindAll(".entry .words").Select(w => w.TextContent.Trim())));
        Assert.All(queue.FindAll("a.title"), a => Assert.Equal(queue.Find($"[id='{a.GetAttribute("aria-describedby")}']").TextContent, a.Closest(".entry")!.QuerySelector(".words")!.TextContent));
    }

    [Fact]
    public async Task Queue_OfTheOtherMoney_SaysThatNothingFitsAndLeadsToAll()
    {
        await Scene.FlagAsync();
        Services.GetRequiredService<NavigationManager>().NavigateTo("/review?money=live");

        var queue = Render<ReviewQueue>();

        queue.WaitForAssertion(() => Assert.Contains("No review that waits fits this choice.", queue.Markup, StringComparison.Ordinal));
        Assert.Equal(["All 1", "kit 1", "Mine", "Sandbox 1"], queue.FindAll(".pick").Select(p => p.TextContent));
        Assert.Equal("/review?money=sandbox", queue.FindAll(".pick")[^1].GetAttribute("href"));
    }

    [Fact]
    public async Task DecisionsAndOutput_AfterAnEdit_ShowWhoWhyAndWhatChanged()
    {
        var task = await Scene.FlagAsync();
        await Scene.Decide.ExecuteAsync(
            Scene.Ben, ReviewScene.Request(task, ReviewVerdict.Edit, edits: new() { ["post.md"] = "Bye\n" }), CancellationToken.None);

        var decisions = Render<ReviewDecisions>();
        var output = Render<OutputPage>(p => p.Add(o => o.OutputId, task.OutputId.Value));

        decisions.WaitForAssertion(() => Assert.Contains("Edited and approved", decisions.Markup, StringComparison.Ordinal));
        Assert.Contains("+Bye", decisions.Find(".diff").TextContent, StringComparison.Ordinal);
        output.WaitForAssertion(() => Assert.Equal(2, output.FindAll("h2").Count(h => h.TextContent.StartsWith("Revision", StringComparison.Ordinal))));
        Assert.Contains("by a person", output.Markup, StringComparison.Ordinal);
    }
}

using Bunit;
using GenOps.Core.Reviews;
using GenOps.Testing.Reviews;
using GenOps.Web.Pages.Review;

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

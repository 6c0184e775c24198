using Bunit;
using GenOps.Core;
using GenOps.Core.Blobs;
using GenOps.Core.Desk.Operations;
using GenOps.Core.Runs;
using GenOps.Web.Pages.Operations;
using GenOps.Web.Tests.Pages.Pipelines;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Pages.Operations;

public sealed class DeskPageTests : PipelinePageTest
{
    public DeskPageTests()
    {
        Services.AddSingleton<WorkersQuery>();
        Services.AddSingleton<HoldListQuery>();
    }

    [Fact]
    public void Open_WhereNothingRan_SaysThatNothingNeedsAnybody()
    {
        var page = Render<DeskPage>();

        page.WaitForAssertion(() => Assert.Contains("Nothing needs you", page.Markup, StringComparison.Ordinal));
        Assert.Equal(["0", "0", "0", "0", "0", "0", "none", "$0.00"], page.FindAll(".stat .value").Select(v => v.TextContent.Trim()));
    }

    [Fact]
    public async Task Open_WithManyItemsThatOneBudgetHolds_ShowsOneLineThatNamesStepAndPipeline()
    {
        await using var db = Open();
        var budget = Id.New<BudgetId>();
        var run = await WaitingRuns.AddItemsAsync(db, 3, budget);

        var page = Render<DeskPage>();

        page.WaitForAssertion(() => Assert.Single(page.FindAll("section[aria-labelledby=holds] tbody tr")));
        var links = page.FindAll("section[aria-labelledby=holds] a");
        Assert.Equal(("3 items of answer of support-reply", $"/operations/runs/{run}"), (links[0].TextContent, links[0].GetAttribute("href")));
        Assert.Equal(("See the budget", $"/finance/budgets/{budget}"), (links[1].TextContent, links[1].GetAttribute("href")));
        Assert.Contains("It does not fit. See the budget", page.Find("section[aria-labelledby=holds] .why").TextContent.ReplaceLineEndings(" ").Trim(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("live", "no live review is open", "43 of the sandbox are", "/review?money=sandbox")]
    [InlineData("sandbox", "43 reviews open, the oldest came", null, null)]
    public async Task Open_WhileReviewsOfOneMoneyWait_SaysSoUnderTheOther(string money, string note, string? others, string? href)
    {
        await using (var db = Open()) await WaitingRuns.AddReviewsAsync(db, 43, MoneyMode.Sandbox);
        Navigation.NavigateTo("/operations?money=" + money);

        var page = Render<DeskPage>();

        var tile = page.WaitForElement(".stat:nth-of-type(2)");
        Assert.StartsWith(note, tile.QuerySelector(".note")!.TextContent.Trim(), StringComparison.Ordinal);
        Assert.Equal((others, href), (tile.QuerySelector("a.others")?.TextContent.Trim(), tile.QuerySelector("a.others")?.GetAttribute("href")));
    }

    [Fact]
    public async Task Open_WithAFailureAndAPause_ShowsThemAndLinksEachFigureToItsRows()
    {
        await using (var db = Open())
        {
            var pipeline = await db.Pipelines.SingleAsync(p => p.Name == "support-reply");
            var run = new Run
            {
                Id = Id.New<RunId>(),
                PipelineId = pipeline.Id,
                VersionId = pipeline.ActiveVersionId!.Value,
                Money = MoneyMode.Sandbox,
                State = RunState.Failed,
                InputHash = BlobHash.Of("{}"),
                CostCentre = "",
                Trigger = "manual",
                TriggeredBy = "Ada",
                TriggeredAt = DateTime.UnixEpoch,
                EndedAt = DateTime.UnixEpoch.AddMinutes(1),
                Problem = "The provider refused it",
            };
            db.AddRange(run, new Hold
            {
                Id = Id.New<HoldId>(),
                Scope = HoldScope.Pipeline,
                Target = pipeline.Id.ToString(),
                Reason = "Prices changed",
                By = "Grace",
                PlacedAt = DateTime.UnixEpoch,
            });
            await db.SaveChangesAsync();
        }

        var page = Render<DeskPage>();

        page.WaitForAssertion(() => Assert.Contains("The provider refused it", page.Find("section[aria-labelledby=failing]").TextContent, StringComparison.Ordinal));
        Assert.Contains("Prices changed", page.Find("section[aria-labelledby=holds]").TextContent, StringComparison.Ordinal);
        Assert.Equal("/pipelines/support-reply", page.Find("section[aria-labelledby=holds] a").GetAttribute("href"));
        Assert.Equal("/operations/runs?money=sandbox&standing=held", page.FindAll(".stat .value a")[3].GetAttribute("href"));
        Assert.StartsWith("/finance/rows?name=spend&money=sandbox", page.FindAll(".stat .value a")[^1].GetAttribute("href"), StringComparison.Ordinal);
    }
}

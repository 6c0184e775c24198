using Bunit;
using GenOps.Core.Runs.Queries;
using GenOps.Web.Pages;
using GenOps.Web.Tests.Pages.Pipelines;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Pages;

public sealed class HomeTests : PipelinePageTest
{
    public HomeTests()
    {
        Services.AddSingleton<RunOverviewQuery>();
        Services.AddSingleton<RunListQuery>();
        Services.AddSingleton<FirstStepsQuery>();
    }

    [Fact]
    public void Open_AsSomebodyWhoMayReview_LeadsFromWhatWaitsToTheQueue()
    {
        var page = Render<Home>();

        page.WaitForAssertion(() => Assert.Equal(
            "/review",
            page.FindAll(".stat").Single(s => s.QuerySelector(".label")!.TextContent.Contains("Waiting for review", StringComparison.Ordinal)).QuerySelector("a")?.GetAttribute("href")));
    }
}

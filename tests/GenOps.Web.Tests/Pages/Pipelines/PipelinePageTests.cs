using Bunit;
using GenOps.Core.Access;
using GenOps.Core.Pipelines;
using GenOps.Core.Pipelines.Samples;
using GenOps.Web.Pages.Pipelines;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Pages.Pipelines;

public sealed class PipelinePageTests : PipelinePageTest
{
    [Fact]
    public void Open_ASample_ShowsStepsInputsAndVersion()
    {
        var page = Open("release-announcement");

        Assert.Equal(["facts", "posts", "banner"], page.FindAll(".step strong").Take(3).Select(s => s.TextContent));
        Assert.Contains("Release notes", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Active", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ASampleThatNeverRan_DrawsItsStepsAndSaysThatThereIsNoHeat()
    {
        var page = Open("release-announcement");

        var node = page.FindAll("a.node")[1];
        Assert.Equal("/#step-posts", node.GetAttribute("href"));
        Assert.Contains("no data", node.TextContent, StringComparison.Ordinal);
        Assert.Contains("after facts", node.TextContent, StringComparison.Ordinal);
        Assert.Contains("No run of the sandbox has ended yet", page.Markup, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll("#step-posts"));
    }

    [Fact]
    public async Task Disable_AnEnabledPipeline_SaysThatNoRunStarts()
    {
        var page = Open("support-reply");

        await page.FindAll("button").Single(b => b.TextContent.Trim() == "Disable").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("no run starts", page.Markup, StringComparison.Ordinal));
        await using var db = Open();
        Assert.False((await db.Pipelines.SingleAsync(p => p.Name == "support-reply")).Enabled);
    }

    [Fact]
    public async Task Activate_AnEarlierVersion_TakesItBackIntoUse()
    {
        var changed = SamplePipelines.All[0].Yaml.Replace("at most 90 words", "at most 60 words", StringComparison.Ordinal);
        await Services.GetRequiredService<PublishPipeline>().ExecuteAsync(Actor.System, changed, CancellationToken.None);
        var page = Open("release-announcement");

        await page.Find("button[aria-label='Activate version 1']").ClickAsync(new());

        page.WaitForElement("button[aria-label='Activate version 2']");
    }

    [Fact]
    public async Task Compare_TwoVersions_ShowsWhatChanged()
    {
        var changed = SamplePipelines.All[0].Yaml.Replace("at most 90 words", "at most 60 words", StringComparison.Ordinal);
        await Services.GetRequiredService<PublishPipeline>().ExecuteAsync(Actor.System, changed, CancellationToken.None);

        var page = Render<ComparePage>(p => p.Add(c => c.Name, "release-announcement"));

        page.WaitForAssertion(() => Assert.Contains("at most 60 words", page.Find(".added .text").TextContent, StringComparison.Ordinal));
        Assert.Contains("at most 90 words", page.Find(".removed .text").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddSchedule_WeekdaysAtNine_ShowsTenTimesAndSaves()
    {
        LeaveOthersEmpty();
        Type("sched-notes", "Notes of the night");
        var page = Open("release-announcement");
        await page.FindAll("button").Single(b => b.TextContent.Trim() == "Add a schedule").ClickAsync(new());
        Assert.Equal(10, page.FindAll(".times li").Count);
        await page.Find("#cron").InputAsync(new() { Value = "61 * * * *" });
        Assert.Contains("no cron expression", page.Find("#cron-note .go-error-text").TextContent, StringComparison.Ordinal);
        await page.Find("#cron").InputAsync(new() { Value = "30 6 * * *" });
        await page.Find("#zone").ChangeAsync(new() { Value = "Europe/Berlin" });

        await page.FindAll("button").Single(b => b.TextContent.Trim() == "Save").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("Europe/Berlin", page.Find("section .list").TextContent, StringComparison.Ordinal));
        await using var db = Open();
        Assert.Equal("30 6 * * *", await db.Schedules.Select(s => s.Cron).SingleAsync());
    }

    [Fact]
    public void Open_UnknownName_LeadsToTheList()
    {
        var page = Render<PipelinePage>(p => p.Add(s => s.Name, "nobody"));

        page.WaitForAssertion(() => Assert.Equal("/pipelines", page.Find(".empty a").GetAttribute("href")));
    }

    private IRenderedComponent<PipelinePage> Open(string pipeline)
    {
        var page = Render<PipelinePage>(p => p.Add(s => s.Name, pipeline));
        page.WaitForElement(".step");
        return page;
    }
}

public sealed class PipelinePageReadingTests : PipelinePageTest
{
    protected override string[] RoleNames => [Roles.Auditor];

    [Fact]
    public void Open_AsAuditor_OffersNothingToChange()
    {
        var page = Render<PipelinePage>(p => p.Add(s => s.Name, "release-announcement"));
        page.WaitForElement(".step");

        Assert.Empty(page.FindAll("button"));
        Assert.Empty(page.FindAll("a[href$='/run']"));
    }
}

using Bunit;
using GenOps.Core;
using GenOps.Web.Pages.Welcome;
using GenOps.Web.Tests.Pages.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Web.Tests.Pages.Welcome;

public sealed class WelcomePageTests : PipelinePageTest
{
    [Fact]
    public async Task Start_OnAPastedText_RunsTheSampleInTheSandbox()
    {
        Type("paste", "Version 2 adds sums.");
        var page = Render<WelcomePage>();
        page.WaitForElement("#paste");

        await page.FindAll("button").Single(b => b.TextContent.Trim() == "Run it on this text").ClickAsync(new());

        await using var db = Open();
        var run = await db.Runs.AsNoTracking().SingleAsync();
        Assert.Equal((MoneyMode.Sandbox, "manual"), (run.Money, run.Trigger));
        Assert.EndsWith($"/operations/runs/{run.Id}", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OnNothing_AsksForAText()
    {
        Type("paste", "");
        var page = Render<WelcomePage>();
        page.WaitForElement("#paste");

        await page.FindAll("button").Single(b => b.TextContent.Trim() == "Run it on this text").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("missing", page.Find("#paste-note .go-error-text").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Home_OfAFreshInstallation_LeadsHere()
    {
        var notice = Render<FirstStepsNotice>();

        notice.WaitForAssertion(() => Assert.Equal("/welcome", notice.Find("a").GetAttribute("href")));
    }
}

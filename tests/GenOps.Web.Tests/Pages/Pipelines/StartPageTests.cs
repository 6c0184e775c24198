using Bunit;
using GenOps.Core;
using GenOps.Core.Delivery;
using GenOps.Web.Pages.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Web.Tests.Pages.Pipelines;

public sealed class StartPageTests : PipelinePageTest
{
    [Fact]
    public void Open_WithoutAProvider_OffersTheSandboxAndSaysWhatIsMissing()
    {
        var page = Open("release-announcement");

        Assert.True(page.Find("input[value=live]").HasAttribute("disabled"));
        Assert.True(page.Find("input[value=sandbox]").HasAttribute("checked"));
        Assert.Contains("the small tier", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_DeclaredInputs_AreFieldsOfTheirTypes()
    {
        var page = Open("release-announcement");

        Assert.Equal("TEXTAREA", page.Find("#in-notes").TagName);
        Assert.Equal(["matter-of-fact", "warm", "playful"], page.FindAll("#in-tone option").Select(o => o.TextContent));
    }

    [Fact]
    public async Task Start_WithoutTheText_SaysSoAtTheField()
    {
        LeaveOthersEmpty();
        var page = Open("release-announcement");

        await page.FindAll("button").Single(b => b.TextContent.Trim() == "Start").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("missing", page.Find("#in-notes-note .go-error-text").TextContent, StringComparison.Ordinal));
        Assert.Equal("true", page.Find("#in-notes").GetAttribute("aria-invalid"));
        await using var db = Open();
        Assert.Equal(0, await db.Runs.CountAsync());
    }

    [Fact]
    public async Task Start_WithTheText_GoesToTheRun()
    {
        LeaveOthersEmpty();
        Type("in-notes", "Version 2 adds sums.");
        var page = Open("release-announcement");
        page.Find("#start-priority").Change("High");

        await page.FindAll("button").Single(b => b.TextContent.Trim() == "Start").ClickAsync(new());

        await using var db = Open();
        var run = await db.Runs.AsNoTracking().SingleAsync();
        Assert.Equal((MoneyMode.Sandbox, RunPriority.High), (run.Money, run.Priority));
        Assert.EndsWith($"/operations/runs/{run.Id}", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ManyFiles_StartsARunForEach()
    {
        LeaveOthersEmpty();
        var page = Open("release-announcement");
        await page.FindAll("input[name=how]")[1].ChangeAsync(new() { Value = "on" });
        page.FindComponents<Microsoft.AspNetCore.Components.Forms.InputFile>()[0]
            .UploadFiles(InputFileContent.CreateFromText("one", "1.md"), InputFileContent.CreateFromText("two", "2.md"));

        await page.FindAll("button").Single(b => b.TextContent.Trim() == "Start").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("/operations/runs?pipeline=release-announcement", Navigation.Uri, StringComparison.Ordinal));
        await using var db = Open();
        Assert.Equal(2, await db.Runs.CountAsync());
    }

    private IRenderedComponent<StartPage> Open(string pipeline)
    {
        var page = Render<StartPage>(p => p.Add(s => s.Name, pipeline));
        page.WaitForElement("input[value=live]");
        return page;
    }
}

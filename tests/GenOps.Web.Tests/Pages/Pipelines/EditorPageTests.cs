using Bunit;
using GenOps.Web.Pages.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Web.Tests.Pages.Pipelines;

public sealed class EditorPageTests : PipelinePageTest
{
    private const string Broken = "name: mine\nsteps:\n  - id: a\n    prompt: { tier: huge, template: x }\n";

    [Fact]
    public async Task Publish_WithProblems_ListsThemAndLosesNothing()
    {
        var editor = TypeInEditor(Broken);
        var page = Render<EditorPage>();

        await Button(page, "Publish").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("Line 4", page.Find(".problem").TextContent, StringComparison.Ordinal));
        Assert.Contains("Nothing is lost", page.Markup, StringComparison.Ordinal);
        Assert.NotEmpty(editor.Invocations["goTo"]);
        await using var db = Open();
        Assert.False(await db.Pipelines.AnyAsync(p => p.Name == "mine"));
    }

    [Fact]
    public async Task Choose_AProblem_PutsTheCursorThere()
    {
        var editor = TypeInEditor(Broken);
        var page = Render<EditorPage>();
        await Button(page, "Publish").ClickAsync(new());
        var before = editor.Invocations["goTo"].Count;

        await page.Find(".problem").ClickAsync(new());

        Assert.Equal(4, Assert.IsType<int>(editor.Invocations["goTo"].Skip(before).Single().Arguments[0]));
    }

    [Fact]
    public async Task SaveDraft_NotValidYet_IsKeptUnderItsName()
    {
        TypeInEditor(Broken);
        var page = Render<EditorPage>();

        await Button(page, "Save draft").ClickAsync(new());

        await using var db = Open();
        Assert.Equal(Broken, await db.PipelineDrafts.Select(d => d.Yaml).SingleAsync());
        Assert.EndsWith("/pipelines/mine/edit", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SaveDraft_WithoutAName_AsksForOne()
    {
        TypeInEditor("steps: []");
        var page = Render<EditorPage>();

        await Button(page, "Save draft").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("name: my-pipeline", page.Find(".go-notice-error").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Publish_AValidText_ActivatesAVersion()
    {
        TypeInEditor(DraftText.Blank);
        var page = Render<EditorPage>();

        await Button(page, "Publish").ClickAsync(new());

        await using var db = Open();
        Assert.NotNull((await db.Pipelines.SingleAsync(p => p.Name == "my-pipeline")).ActiveVersionId);
        Assert.EndsWith("/pipelines/my-pipeline", Navigation.Uri, StringComparison.Ordinal);
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<EditorPage> page, string text) =>
        page.FindAll("button").Single(b => b.TextContent.Trim() == text);
}

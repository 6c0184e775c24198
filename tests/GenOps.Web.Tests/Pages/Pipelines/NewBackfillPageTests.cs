using Bunit;
using GenOps.Core.Access;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Pipelines;
using GenOps.Web.Pages.Pipelines;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Pages.Pipelines;

/// <summary>Whatever the pipelines take, the form opens so that it can be used, or says why not.</summary>
public sealed class NewBackfillPageTests : PipelinePageTest
{
    public NewBackfillPageTests() => Services.AddSingleton<ScheduleQuery>();

    [Fact]
    public async Task Open_APipelineOfFiles_GoesOverFilesOneRunEach()
    {
        LeaveOthersEmpty();
        var page = Open("invoice-extraction");
        Assert.Equal(("files", "documents"), (Value(page, "#kind"), Value(page, "#carrier")));
        page.FindComponents<InputFile>()[0].UploadFiles(InputFileContent.CreateFromText("Total 12 USD", "1.txt"), InputFileContent.CreateFromText("Total 7 USD", "2.txt"));

        await StartAsync(page);

        await using var db = Open();
        Assert.Equal(2, await db.BackfillItems.CountAsync());
    }

    [Theory]
    [InlineData("number", "12.5\n7")]
    [InlineData("{ type: choice, choices: [red, blue] }", "red\nblue")]
    [InlineData("file", "one\ntwo")]
    [InlineData("files", "one\ntwo")]
    [InlineData("text", "one\ntwo")]
    public async Task Start_AListOfAnyKindOfInput_MakesARunOfEachLine(string type, string lines)
    {
        LeaveOthersEmpty();
        await PublishAsync("any-kind", $"input: {{ given: {type} }}", "{{ input.given }}");
        var page = Open("any-kind");
        page.Find("#kind").Change("lines");
        Assert.Equal("given", Value(page, "#carrier"));
        page.Find("#list").Change(lines);

        await StartAsync(page);

        page.WaitForAssertion(() => Assert.Contains("/backfills/", Navigation.Uri, StringComparison.Ordinal));
        await using var db = Open();
        Assert.Equal(2, await db.BackfillItems.CountAsync());
    }

    [Fact]
    public async Task Open_APipelineWithoutInputs_SaysWhyAndWhatToDoInstead()
    {
        await PublishAsync("nothing-in", "", "Say hello.");
        var page = Open("nothing-in");

        Assert.Contains("takes no input", page.Find(".go-notice").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("#list"));
        Assert.True(page.FindAll("button").Single(b => b.TextContent == "Start").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Open_WithoutAnyPipelineNamed_IsUsableForTheFirstAndEveryOtherOne()
    {
        var name = "a-pipeline-with-a-name-as-long-as-names-can-be-and-then-some";
        await PublishAsync(name, "input: { n: number }", "{{ input.n }}");
        var page = Render<NewBackfillPage>();
        page.WaitForElement("#pipeline");

        foreach (var pipeline in page.FindAll("#pipeline option").Select(o => o.GetAttribute("value")).ToList())
        {
            page.Find("#pipeline").Change(pipeline);
            foreach (var kind in page.FindAll("#kind option").Where(o => !o.HasAttribute("disabled")).Select(o => o.GetAttribute("value")).ToList())
            {
                page.Find("#kind").Change(kind);
                var obstacle = page.FindAll("p.go-notice").Count;
                if (kind is "lines" or "files" && obstacle == 0) Assert.NotEqual((pipeline, kind, ""), (pipeline, kind, Value(page, "#carrier")));
                Assert.Equal(obstacle > 0, page.FindAll("button").Single(b => b.TextContent == "Start").HasAttribute("disabled"));
            }
        }
    }

    private async Task PublishAsync(string name, string input, string template) => await Services.GetRequiredService<PublishPipeline>().ExecuteAsync(
        Actor.System,
        $$"""
        name: {{name}}
        {{input}}
        steps:
          - id: text
            prompt: { tier: small, template: "{{template}}" }
        outputs:
          - name: text
            artifacts: [text]
        """,
        CancellationToken.None);

    private static string? Value(IRenderedComponent<NewBackfillPage> page, string select) => page.Find(select).GetAttribute("value");

    private static Task StartAsync(IRenderedComponent<NewBackfillPage> page) => page.FindAll("button").Single(b => b.TextContent == "Start").ClickAsync(new());

    private IRenderedComponent<NewBackfillPage> Open(string pipeline)
    {
        Navigation.NavigateTo($"/backfills/new?pipeline={pipeline}");
        var page = Render<NewBackfillPage>();
        page.WaitForElement("#pipeline");
        return page;
    }
}

using Bunit;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Desk.Operations;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Inference.Protocol;
using GenOps.Web.Pages.Operations;
using GenOps.Web.Tests.Pages.Pipelines;
using GenOps.Web.Words;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Pages.Operations;

/// <summary>A run that waits says for what, since when and until when, wherever it is shown.</summary>
public sealed class WaitShownTests : PipelinePageTest
{
    public WaitShownTests()
    {
        Services.AddSingleton<WorkersQuery>();
        Services.AddSingleton<HoldListQuery>();
        Services.AddSingleton<RunListQuery>();
        Services.AddSingleton<RunDetailQuery>();
    }

    [Theory]
    [InlineData(typeof(DeskPage), "section[aria-labelledby=waits] tbody tr")]
    [InlineData(typeof(RunsPage), "tbody .waits")]
    [InlineData(typeof(RunNotices), ".go-notice")]
    [InlineData(typeof(RunStepTable), "#step-answer .details")]
    public async Task Place_OfARunThatWaits_SaysForWhatSinceWhenAndUntilWhen(Type place, string selector)
    {
        RunId id;
        await using (var db = Open()) id = Assert.Single(await WaitingRuns.AddAsync(db, 1, WaitKind.Provider, "alpha"));
        var run = await Services.GetRequiredService<RunDetailQuery>().FindAsync(Actor.System, id, CancellationToken.None);
        Navigation.NavigateTo("/operations/runs?money=live");

        var shown = Render(builder =>
        {
            builder.OpenComponent(0, place);
            if (place.GetProperty("Run") is not null) builder.AddComponentParameter(1, "Run", run);
            builder.CloseComponent();
        });

        var told = shown.WaitForElement(selector);
        Assert.Contains("alpha", told.TextContent, StringComparison.Ordinal);
        Assert.Equal(
            new[] { WaitingRuns.Since, WaitingRuns.Since.AddYears(50) }.Select(RelativeTimeWords.Exact), told.QuerySelectorAll("time").Select(t => t.GetAttribute("title")!));
    }
}

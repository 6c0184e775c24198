using Bunit;
using GenOps.Core.Inference.Protocol;
using GenOps.Web.Pages.Operations;
using GenOps.Web.Tests.Pages.Pipelines;

namespace GenOps.Web.Tests.Pages.Operations;

/// <summary>Pipelines at work never look as if runs that wait went on.</summary>
public sealed class PipelinesPageTests : PipelinePageTest
{
    [Fact]
    public async Task Open_WhoseRunsWaitForADeadProvider_SaysHowManyWaitAndMarksThem()
    {
        await using (var db = Open())
        {
            await WaitingRuns.AddAsync(db, 1, WaitKind.None, "");
            await WaitingRuns.AddAsync(db, 2, WaitKind.Provider, "alpha");
        }

        Navigation.NavigateTo("/operations/pipelines?money=live");

        var page = Render<PipelinesPage>();

        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll(".dot[href]").Count));
        Assert.Contains("2 waiting", page.FindAll("td[data-label='under way']").Single(c => c.TextContent.Trim().StartsWith('3')).TextContent, StringComparison.Ordinal);
        Assert.Equal(["Running", "Waiting", "Waiting"], page.FindAll(".dot[href]").Select(d => d.GetAttribute("title")!.Split(',')[0]).Order());
        Assert.Equal(2, page.FindAll(".dot.tone-warning[href]").Count);
    }
}

using Bunit;
using GenOps.Core.Access;
using GenOps.Core.Desk.Views;
using GenOps.Core.Runs;
using GenOps.Web.Pages.Operations;
using GenOps.Web.Tests.Pages.Pipelines;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Pages.Operations;

public sealed class SavedViewBarTests : PipelinePageTest
{
    private static readonly ViewFilter Failed = new() { Pipeline = "support-reply", State = RunState.Failed };

    [Fact]
    public async Task Save_FiltersUnderAName_OpensTheViewByItsAddress()
    {
        var bar = Render<SavedViewBar>(p => p.Add(b => b.Filter, Failed));
        await bar.Find("button").ClickAsync(new());
        await bar.Find("#view-name").ChangeAsync(new() { Value = "Failed replies" });
        await bar.Find("input[type=checkbox]").ChangeAsync(new() { Value = true });

        await bar.Find("form").SubmitAsync();

        bar.WaitForAssertion(() => Assert.Equal("Failed replies", bar.Find(".view a").TextContent));
        await using var db = Open();
        var view = await db.SavedViews.SingleAsync();
        Assert.True(view.Shared);
        Assert.EndsWith($"/operations/runs?view={view.Id}&pipeline=support-reply&state=failed", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal($"/operations/runs?view={view.Id}&pipeline=support-reply&state=failed", bar.Find(".view a").GetAttribute("href"));
    }

    [Fact]
    public async Task Delete_OfASharedView_TakesItAway()
    {
        await Services.GetRequiredService<SaveView>().ExecuteAsync(
            new Actor(Guid.NewGuid(), "Grace", new HashSet<string> { Roles.Operator }), "Failed", Failed, shared: true, CancellationToken.None);
        var bar = Render<SavedViewBar>(p => p.Add(b => b.Filter, new ViewFilter()));

        await bar.Find("button[aria-label='Delete the view Failed']").ClickAsync(new());

        bar.WaitForAssertion(() => Assert.Empty(bar.FindAll(".view")));
    }

    [Fact]
    public void Open_WithoutFilters_OffersNothingToSave() =>
        Assert.Empty(Render<SavedViewBar>(p => p.Add(b => b.Filter, new ViewFilter())).FindAll("button"));
}

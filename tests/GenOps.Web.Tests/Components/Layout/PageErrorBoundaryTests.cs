using Bunit;
using GenOps.Core;
using GenOps.Web.Components.Layout;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Components.Layout;

public sealed class PageErrorBoundaryTests : BunitContext
{
    [Fact]
    public void Render_UnexpectedError_ShowsAReferenceAndNoDetail()
    {
        var page = Render<PageErrorBoundary>(p => p.AddChildContent<Thrower>(t => t.Add(x => x.Error, new InvalidOperationException("secret detail"))));

        Assert.Contains("This page ran into a problem", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_ErrorMadeForPeople_ShowsItsMessage()
    {
        var page = Render<PageErrorBoundary>(p => p.AddChildContent<Thrower>(t => t.Add(x => x.Error, new NotFoundException("There is no run 7."))));

        Assert.Contains("There is no run 7.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_DatabaseInTheWay_ShowsOneSentenceAndNoDetail()
    {
        var error = new DbUpdateException("An error occurred.", new Microsoft.Data.Sqlite.SqliteException("SQLite Error 13: 'database or disk is full'.", 13));
        var page = Render<PageErrorBoundary>(p => p.AddChildContent<Thrower>(t => t.Add(x => x.Error, error)));

        Assert.Contains("The disk is full, so nothing can be recorded", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("SQLite", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_APlaceBeyondTheEndOfAList_LeadsToItsBeginningInsteadOfTryingAgain()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/review?pipeline=kit&page=99");
        var error = new InvalidInputException("page", "There is no page 99.", "Give a page from 1 to 2.");

        var page = Render<PageErrorBoundary>(p => p.AddChildContent<Thrower>(t => t.Add(x => x.Error, error)));

        Assert.EndsWith("/review?pipeline=kit", page.Find("a").GetAttribute("href"), StringComparison.Ordinal);
        Assert.Empty(page.FindAll("button"));
    }

    [Fact]
    public void Render_AFieldThatIsNotInTheAddress_OffersToTryAgain()
    {
        var error = new InvalidInputException("name", "It is taken.", "Give another.");

        var page = Render<PageErrorBoundary>(p => p.AddChildContent<Thrower>(t => t.Add(x => x.Error, error)));

        Assert.Equal("Try again", page.Find("button").TextContent);
        Assert.Empty(page.FindAll("a"));
    }

    private sealed class Thrower : ComponentBase
    {
        [Parameter]
        public Exception? Error { get; set; }

        protected override void OnParametersSet() => throw Error!;
    }
}

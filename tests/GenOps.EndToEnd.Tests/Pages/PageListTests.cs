using GenOps.Web.Hosting;
using Microsoft.AspNetCore.Components;

namespace GenOps.EndToEnd.Tests.Pages;

/// <summary>The list of pages is whole.</summary>
public sealed class PageListTests
{
    [Fact]
    public void PagesTxt_ComparedWithTheRoutesInTheCode_HoldsEach()
    {
        // A page with two addresses is walked by one of them.
        var pages = typeof(GenOpsWebApplication).Assembly.GetTypes()
            .Select(type => type.GetCustomAttributes(typeof(RouteAttribute), inherit: false).Cast<RouteAttribute>().Select(route => route.Template).ToArray())
            .Where(routes => routes.Length > 0)
            .ToArray();
        var listed = PageEntry.All.Select(entry => entry.Route).ToHashSet();

        var forgotten = pages.Where(routes => !routes.Any(listed.Contains)).Select(routes => routes[0]).Order(StringComparer.Ordinal);
        Assert.True(!forgotten.Any(), "Add to pages.txt: " + string.Join(", ", forgotten));
        var gone = listed.Except(pages.SelectMany(routes => routes)).Order(StringComparer.Ordinal);
        Assert.True(!gone.Any(), "No such page any more, remove from pages.txt: " + string.Join(", ", gone));
    }
}

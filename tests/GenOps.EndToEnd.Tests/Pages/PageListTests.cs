using GenOps.Web.Hosting;
using Microsoft.AspNetCore.Components;

namespace GenOps.EndToEnd.Tests.Pages;

/// <summary>The list of pages is whole.</summary>
public sealed class PageListTests
{
    [Fact]
    public void PagesTxt_ComparedWithTheRoutesInTheCode_HoldsEach()
    {
        var routes = typeof(GenOpsWebApplication).Assembly.GetTypes()
            .SelectMany(type => type.GetCustomAttributes(typeof(RouteAttribute), inherit: false).Cast<RouteAttribute>())
            .Select(route => route.Template)
            .ToHashSet();
        var listed = PageEntry.All.Select(entry => entry.Route).ToHashSet();

        Assert.True(routes.IsSubsetOf(listed), "Add to pages.txt: " + string.Join(", ", routes.Except(listed).Order()));
        Assert.True(listed.IsSubsetOf(routes), "No such page any more, remove from pages.txt: " + string.Join(", ", listed.Except(routes).Order()));
    }
}

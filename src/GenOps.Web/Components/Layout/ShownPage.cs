using System.Reflection;

namespace GenOps.Web.Components.Layout;

/// <summary>What an address shows, apart from its filters.</summary>
/// <param name="Kind">The page's component.</param>
/// <param name="Item">Which of its kind, as the route names it; empty for the only one.</param>
public sealed record ShownPage(Type Kind, string Item)
{
    /// <summary>The page of a route. A page that goes from item to item by itself is one for all of them.</summary>
    public static ShownPage Of(Microsoft.AspNetCore.Components.RouteData route) => new(
        route.PageType,
        route.PageType.IsDefined(typeof(TurnsItemsAttribute))
            ? ""
            : string.Join('\n', route.RouteValues.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}")));
}

/// <summary>On a page that goes from item to item by itself, at once, and shows what it waits for.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TurnsItemsAttribute : Attribute;

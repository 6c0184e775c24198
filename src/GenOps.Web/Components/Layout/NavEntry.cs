using GenOps.Core.Access;
using MudBlazor;

namespace GenOps.Web.Components.Layout;

/// <summary>One place to go to, and who sees it. Who may read its page sees it.</summary>
/// <param name="Text">As shown.</param>
/// <param name="Href">A page's route; a test demands that it exists.</param>
/// <param name="Icon">One of MudBlazor's.</param>
/// <param name="Area">What the page tells; a test demands that the page says the same.</param>
public sealed record NavEntry(string Text, string Href, string Icon, ReadArea Area);

/// <summary>Entries under one heading.</summary>
public sealed record NavGroup(string Title, IReadOnlyList<NavEntry> Entries);

/// <summary>The navigation of GenOps.</summary>
public static class NavMap
{
    /// <summary>All groups, in the order shown.</summary>
    public static IReadOnlyList<NavGroup> Groups { get; } =
    [
        new("Finance",
        [
            new("Cost and return", "/finance", Icons.Material.Outlined.QueryStats, ReadArea.Figures),
            new("Ledger", "/finance/ledger", Icons.Material.Outlined.ReceiptLong, ReadArea.Figures),
            new("Reconciliation", "/finance/reconciliation", Icons.Material.Outlined.Balance, ReadArea.Figures),
            new("Budgets", "/finance/budgets", Icons.Material.Outlined.Savings, ReadArea.Figures),
            new("Prices", "/finance/prices", Icons.Material.Outlined.Sell, ReadArea.Figures),
            new("Assumptions", "/finance/assumptions", Icons.Material.Outlined.Tune, ReadArea.Assumptions),
        ]),
        new("Operations",
        [
            new("The desk", "/operations", Icons.Material.Outlined.SpaceDashboard, ReadArea.Desk),
            new("Alerts", "/operations/alerts", Icons.Material.Outlined.NotificationsActive, ReadArea.Work),
            new("Pipelines", "/pipelines", Icons.Material.Outlined.AccountTree, ReadArea.Work),
            new("Pipelines at work", "/operations/pipelines", Icons.Material.Outlined.MonitorHeart, ReadArea.Work),
            new("Schedules", "/schedules", Icons.Material.Outlined.Schedule, ReadArea.Work),
            new("Backfills", "/backfills", Icons.Material.Outlined.History, ReadArea.Work),
            new("Reroutes", "/operations/reroutes", Icons.Material.Outlined.AltRoute, ReadArea.Work),
            new("Triggers", "/triggers", Icons.Material.Outlined.Bolt, ReadArea.Work),
            new("Provider health", "/operations/providers", Icons.Material.Outlined.Lan, ReadArea.Providers),
            new("Runs", "/operations/runs", Icons.Material.Outlined.PlayCircle, ReadArea.Work),
            new("Workers", "/operations/workers", Icons.Material.Outlined.Dns, ReadArea.Desk),
        ]),
        new("Review",
        [
            new("Queue", "/review", Icons.Material.Outlined.RateReview, ReadArea.Work),
        ]),
        new("Audit",
        [
            new("Audit trail", "/audit", Icons.Material.Outlined.FactCheck, ReadArea.Audit),
        ]),
        new("Settings",
        [
            new("Providers", "/settings/providers", Icons.Material.Outlined.Hub, ReadArea.Settings),
            new("Channels", "/settings/channels", Icons.Material.Outlined.Outbox, ReadArea.Settings),
            new("Outbound", "/settings/outbound", Icons.Material.Outlined.Shield, ReadArea.Settings),
            new("People", "/settings/users", Icons.Material.Outlined.Group, ReadArea.Settings),
            new("API keys", "/settings/api-keys", Icons.Material.Outlined.Key, ReadArea.Settings),
        ]),
    ];

    /// <summary>The groups an actor sees; groups without an entry are left out.</summary>
    public static IReadOnlyList<NavGroup> For(Actor actor) =>
    [
        .. Groups
            .Select(g => new NavGroup(g.Title, [.. g.Entries.Where(e => actor.MayRead(e.Area))]))
            .Where(g => g.Entries.Count > 0),
    ];
}

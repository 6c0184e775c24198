using GenOps.Core.Access;
using MudBlazor;

namespace GenOps.Web.Components.Layout;

/// <summary>One place to go to, and who sees it. Seeing is convenience; pages and commands check for themselves.</summary>
/// <param name="Text">As shown.</param>
/// <param name="Href">A page's route; a test demands that it exists.</param>
/// <param name="Icon">One of MudBlazor's.</param>
/// <param name="RoleNames">Roles that see it; Admin sees all.</param>
public sealed record NavEntry(string Text, string Href, string Icon, params string[] RoleNames);

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
            new("Cost and return", "/finance", Icons.Material.Outlined.QueryStats, Roles.Finance, Roles.Auditor, Roles.Operator),
            new("Ledger", "/finance/ledger", Icons.Material.Outlined.ReceiptLong, Roles.Finance, Roles.Auditor),
            new("Budgets", "/finance/budgets", Icons.Material.Outlined.Savings, Roles.Finance, Roles.Auditor, Roles.Operator),
            new("Prices", "/finance/prices", Icons.Material.Outlined.Sell, Roles.Finance, Roles.Auditor),
            new("Assumptions", "/finance/assumptions", Icons.Material.Outlined.Tune, Roles.Finance, Roles.Auditor),
        ]),
        new("Operations",
        [
            new("The desk", "/operations", Icons.Material.Outlined.SpaceDashboard, Roles.Operator),
            new("Alerts", "/operations/alerts", Icons.Material.Outlined.NotificationsActive, Roles.Operator, Roles.Finance, Roles.Reviewer, Roles.Auditor),
            new("Pipelines", "/pipelines", Icons.Material.Outlined.AccountTree, Roles.Operator, Roles.Finance, Roles.Reviewer, Roles.Auditor),
            new("Pipelines at work", "/operations/pipelines", Icons.Material.Outlined.MonitorHeart, Roles.Operator, Roles.Finance, Roles.Reviewer, Roles.Auditor),
            new("Schedules", "/schedules", Icons.Material.Outlined.Schedule, Roles.Operator, Roles.Finance, Roles.Reviewer, Roles.Auditor),
            new("Backfills", "/backfills", Icons.Material.Outlined.History, Roles.Operator, Roles.Finance, Roles.Reviewer, Roles.Auditor),
            new("Reroutes", "/operations/reroutes", Icons.Material.Outlined.AltRoute, Roles.Operator, Roles.Auditor),
            new("Triggers", "/triggers", Icons.Material.Outlined.Bolt, Roles.Operator, Roles.Finance, Roles.Reviewer, Roles.Auditor),
            new("Provider health", "/operations/providers", Icons.Material.Outlined.Lan, Roles.Operator, Roles.Finance, Roles.Auditor),
            new("Runs", "/operations/runs", Icons.Material.Outlined.PlayCircle, Roles.Operator, Roles.Finance, Roles.Reviewer, Roles.Auditor),
            new("Workers", "/operations/workers", Icons.Material.Outlined.Dns, Roles.Operator),
        ]),
        new("Review",
        [
            new("Queue", "/review", Icons.Material.Outlined.RateReview, Roles.Reviewer, Roles.Auditor),
        ]),
        new("Audit",
        [
            new("Audit trail", "/audit", Icons.Material.Outlined.FactCheck, Roles.Auditor),
        ]),
        new("Settings",
        [
            new("Providers", "/settings/providers", Icons.Material.Outlined.Hub, Roles.Admin),
            new("Channels", "/settings/channels", Icons.Material.Outlined.Outbox, Roles.Admin),
            new("Outbound", "/settings/outbound", Icons.Material.Outlined.Shield, Roles.Admin),
            new("People", "/settings/users", Icons.Material.Outlined.Group, Roles.Admin),
            new("API keys", "/settings/api-keys", Icons.Material.Outlined.Key, Roles.Admin),
        ]),
    ];

    /// <summary>The groups an actor sees; groups without an entry are left out.</summary>
    public static IReadOnlyList<NavGroup> For(Actor actor) =>
    [
        .. Groups
            .Select(g => new NavGroup(g.Title, [.. g.Entries.Where(e => actor.Is(e.RoleNames))]))
            .Where(g => g.Entries.Count > 0),
    ];
}

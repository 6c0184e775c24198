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
            new("Overview", "/overview", Icons.Material.Outlined.Home, ReadArea.Work),
            new("Now", "/operations", Icons.Material.Outlined.SpaceDashboard, ReadArea.Desk),
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
            new("To review", "/review", Icons.Material.Outlined.RateReview, ReadArea.Work),
            new("Decisions", "/review/decisions", Icons.Material.Outlined.TaskAlt, ReadArea.Work),
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

    /// <summary>Most entries of anybody's navigation.</summary>
    public const int MostDaily = 7;

    /// <summary>
    /// What each role works with day by day, the page it lands on first; the palette and the list of all pages have the rest. An administrator
    /// of a small company does everybody's work, so he gets a page of each, and lands on the overview.
    /// </summary>
    private static readonly IReadOnlyList<(string Role, IReadOnlyList<string> Pages)> DailyPages =
    [
        (Roles.Admin, ["/operations", "/finance", "/review", "/operations/runs", "/pipelines", "/operations/providers", "/operations/alerts"]),
        (Roles.Operator, ["/operations", "/operations/runs", "/pipelines", "/schedules", "/operations/providers", "/finance/budgets", "/operations/alerts"]),
        (Roles.Finance, ["/finance", "/finance/ledger", "/finance/budgets", "/finance/prices", "/finance/assumptions", "/finance/reconciliation", "/operations/alerts"]),
        (Roles.Reviewer, ["/review", "/review/decisions", "/operations/runs", "/pipelines", "/operations/alerts"]),
        (Roles.Auditor, ["/audit", "/finance/ledger", "/finance/prices", "/finance/assumptions", "/review/decisions", "/finance/reconciliation", "/finance"]),
    ];

    /// <summary>The entries of an actor's navigation, <see cref="MostDaily"/> at most: those of all his roles in turn. Empty for who has no role.</summary>
    public static IReadOnlyList<NavEntry> Daily(Actor actor)
    {
        var lists = DailyPages.Where(d => actor.Is(Roles.Admin) ? d.Role == Roles.Admin : actor.Is(d.Role)).Select(d => d.Pages).ToList();
        var inTurn = Enumerable.Range(0, MostDaily).SelectMany(place => lists.Where(l => place < l.Count).Select(l => l[place])).Distinct().Take(MostDaily);
        return [.. inTurn.Select(href => Groups.SelectMany(g => g.Entries).First(e => e.Href == href))];
    }

    /// <summary>The page an actor lands on: his first role's, and the overview for an administrator or who has no role.</summary>
    public static string LandingOf(Actor actor) =>
        actor.Is(Roles.Admin) ? "/" : Daily(actor).Select(e => e.Href).FirstOrDefault("/");

    /// <summary>All pages an actor may open; groups without one are left out.</summary>
    public static IReadOnlyList<NavGroup> For(Actor actor) =>
    [
        .. Groups
            .Select(g => new NavGroup(g.Title, [.. g.Entries.Where(e => actor.MayRead(e.Area))]))
            .Where(g => g.Entries.Count > 0),
    ];
}

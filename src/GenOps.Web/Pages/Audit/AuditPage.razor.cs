using GenOps.Core.Analytics;
using GenOps.Core.Audit;
using GenOps.Core.Ledger;
using GenOps.Web.Addresses;
using GenOps.Web.Http;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Audit;

/// <summary>The audit trail, filterable; filters and page live in the URL.</summary>
public sealed partial class AuditPage : IListPage
{
    private IReadOnlyList<(string, string)> _actors = [];
    private IReadOnlyList<(string, string)> _actions = [];
    private IReadOnlyList<(string, string)> _types = [];
    private IReadOnlyDictionary<string, string> _pipelines = new Dictionary<string, string>();
    private Core.Audit.AuditPage? _page;

    [SupplyParameterFromQuery]
    public string? Actor { get; set; }

    [SupplyParameterFromQuery]
    public string? Action { get; set; }

    [SupplyParameterFromQuery]
    public string? Type { get; set; }

    [SupplyParameterFromQuery(Name = "object")]
    public string? ObjectId { get; set; }

    [SupplyParameterFromQuery]
    [AddressField(AddressKind.Day)]
    public string? From { get; set; }

    [SupplyParameterFromQuery]
    [AddressField(AddressKind.Day)]
    public string? To { get; set; }

    [SupplyParameterFromQuery]
    public string? Text { get; set; }

    [SupplyParameterFromQuery]
    [AddressField(AddressKind.Cursor)]
    public string? After { get; set; }

    [Inject]
    public required AuditQuery Audit { get; set; }

    [Inject]
    public required AnalyticsChoices Choices { get; set; }

    [Inject]
    public required ReportingCalendar Calendar { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    private bool IsFiltered => new[] { Actor, Action, Type, ObjectId, From, To, Text, After }.Any(f => f is not null);

    private string ExportHref => "/audit/export.csv" + new Uri(Navigation.GetUriWithQueryParameter("after", (string?)null)).Query;

    /// <inheritdoc />
    public static Task AskAsync(ListAsk ask) => ask.Get<AuditQuery>().ReadAsync(ask.Actor, AuditAddress.Read(ask.Text, ask.Get<ReportingCalendar>()), ask.Cancellation);

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        var facets = await Audit.FacetsAsync(await Actors.GetAsync(), CancellationToken.None);
        var pipelines = await Choices.PipelinesAsync(await Actors.GetAsync(), CancellationToken.None);
        _pipelines = pipelines.ToDictionary(p => p.Id.ToString(), p => p.Name, StringComparer.OrdinalIgnoreCase);
        _actors = [.. facets.Actors.Select(a => (a, a))];
        var families = facets.Actions.Where(a => a.Contains('.')).Select(a => a.Split('.')[0] + ".").Distinct();
        _actions = [.. families.Select(f => (f, $"{f}*")).Concat(facets.Actions.Select(a => (a, a))).OrderBy(a => a.Item1, StringComparer.Ordinal)];
        _types = [.. facets.ObjectTypes.Select(t => (t, t))];
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        var given = new Dictionary<string, string?>
        {
            ["actor"] = Actor,
            ["action"] = Action,
            ["type"] = Type,
            ["object"] = ObjectId,
            ["from"] = From,
            ["to"] = To,
            ["text"] = Text,
            ["after"] = After,
        };
        _page = await Audit.ReadAsync(await Actors.GetAsync(), AuditAddress.Read(given.GetValueOrDefault, Calendar), CancellationToken.None);
    }

    /// <summary>The end of a key tells two apart; its beginning is only the time.</summary>
    private static string Short(string id) => Guid.TryParse(id, out _) ? "…" + id[^8..] : id;

    private void Go(string parameter, string? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?> { [parameter.ToLowerInvariant()] = value, ["after"] = null }));

    private void GoObject(AuditRow row) => Navigation.NavigateTo(
        $"/audit?type={Uri.EscapeDataString(row.ObjectType)}&object={Uri.EscapeDataString(row.ObjectId)}");
}

using System.Globalization;
using GenOps.Core.Access;
using GenOps.Core.Ledger;
using GenOps.Core.Levers;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Admin;

/// <summary>The figures the KPIs rest on: what is stated, what is missing and why it matters. The opened one lives in the URL.</summary>
public sealed partial class AssumptionsPage
{
    private const string Company = "company";

    private IReadOnlyList<AssumptionScope>? _scopes;
    private IReadOnlyList<AssumptionWording> _missing = [];
    private IReadOnlyList<(AssumptionScope Scope, AssumptionCell Cell)> _unconfirmed = [];
    private IReadOnlyList<AssumptionLine> _history = [];
    private Opened? _opened;

    /// <summary>A pipeline's id, or <c>company</c>.</summary>
    [SupplyParameterFromQuery]
    public string? Scope { get; set; }

    [SupplyParameterFromQuery]
    public string? Key { get; set; }

    [Inject]
    public required AssumptionQuery Assumptions { get; set; }

    [Inject]
    public required StateAssumption State { get; set; }

    [Inject]
    public required ConfirmAssumption Confirm { get; set; }

    [Inject]
    public required ReportingCalendar Calendar { get; set; }

    [Inject]
    public required PostFixedCosts FixedCosts { get; set; }

    [Inject]
    public required RepriceUnpriced Reprice { get; set; }

    private bool MayChange => Actor.Is(Roles.Finance);

    /// <inheritdoc />
    protected override async Task ReadAsync()
    {
        _scopes = await Assumptions.CurrentAsync(Actor, CancellationToken.None);
        _missing = [.. AssumptionWords.All.Where(w => _scopes.All(s => s.Cells.Single(c => c.Key == w.Key).InForce is null))];
        _unconfirmed = [.. _scopes.SelectMany(s => s.Cells.Where(c => c is { IsExample: true, Live: null }).Select(c => (s, c)))];
        var scope = _scopes.FirstOrDefault(s => Scope == (s.PipelineId?.ToString() ?? Company));
        var word = AssumptionWords.All.FirstOrDefault(w => w.Key == Key);
        _opened = scope is null || word is null ? null : new Opened(scope, word);
        _history = _opened is null ? [] : await Assumptions.HistoryAsync(Actor, _opened.Scope.PipelineId, _opened.Word.Key, CancellationToken.None);
    }

    private static string Href(AssumptionScope scope, AssumptionCell cell) =>
        $"/finance/assumptions?scope={scope.PipelineId?.ToString() ?? Company}&key={cell.Key}";

    private static string Shown(AssumptionCell cell) => cell.InForce?.Value is { } value
        ? value.ToString("#,##0.####", CultureInfo.InvariantCulture)
        : "not stated";

    private Task StateAsync(AssumptionDraft draft) => ChangeAsync(
        opened => State.ExecuteAsync(Actor, draft.ToRequest(opened.Scope.PipelineId, opened.Word.Key, Calendar), CancellationToken.None), "stated");

    private Task ConfirmAsync(AssumptionDraft draft) => ChangeAsync(
        opened => Confirm.ExecuteAsync(Actor, opened.Scope.PipelineId, opened.Word.Key, draft.From(Calendar), CancellationToken.None), "confirmed");

    /// <summary>What was booked without the figure, or with another, is booked by it at once.</summary>
    private async Task ChangeAsync(Func<Opened, Task> change, string done)
    {
        if (_opened is not { } opened) return;
        await TryAsync(
            async () =>
            {
                await change(opened);
                if (opened.Word.Key == AssumptionKeys.FixedMonthly) await FixedCosts.ExecuteAsync(CancellationToken.None);
                if (opened.Word.Key == AssumptionKeys.LabourRate) await Reprice.ExecuteAsync(Actor, CancellationToken.None);
            },
            $"{opened.Word.Name} is {done} for {opened.Scope.Name}.");
    }

    private sealed record Opened(AssumptionScope Scope, AssumptionWording Word);
}

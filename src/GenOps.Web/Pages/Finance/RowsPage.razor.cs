using System.Globalization;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Ledger;
using GenOps.Web.Addresses;
using GenOps.Web.Http;
using GenOps.Web.Words;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace GenOps.Web.Pages.Finance;

/// <summary>The rows behind a figure; they sum exactly to it, and each leads on to its run or call.</summary>
public sealed partial class RowsPage : IDisposable, IListPage
{
    private readonly CancellationTokenSource _leaving = new();
    private RowsAddress? _address;
    private KpiDefinition? _definition;
    private KpiRowPage? _page;
    private KpiAmount? _point;
    private string? _subtitle;
    private string? _shown;
    private string _back = "/finance";

    [Inject]
    public required KpiCatalogue Catalogue { get; set; }

    [Inject]
    public required AnalyticsChoices Choices { get; set; }

    [Inject]
    public required ReportingCalendar Calendar { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    /// <summary>Here so that the page hears of a change of the address; it reads the address as a whole.</summary>
    [SupplyParameterFromQuery]
    public string? Name { get; set; }

    /// <summary>As <see cref="Name"/>.</summary>
    [SupplyParameterFromQuery]
    [AddressField(AddressKind.Count)]
    public string? Skip { get; set; }

    /// <summary>As <see cref="Name"/>.</summary>
    [SupplyParameterFromQuery]
    [AddressField(AddressKind.Time)]
    public string? From { get; set; }

    /// <summary>As <see cref="Name"/>.</summary>
    [SupplyParameterFromQuery]
    [AddressField(AddressKind.Time)]
    public string? To { get; set; }

    /// <summary>As <see cref="Name"/>; the slice's begin.</summary>
    [SupplyParameterFromQuery(Name = "sfrom")]
    [AddressField(AddressKind.Time)]
    public string? SliceFrom { get; set; }

    /// <summary>As <see cref="Name"/>; the slice's end.</summary>
    [SupplyParameterFromQuery(Name = "sto")]
    [AddressField(AddressKind.Time)]
    public string? SliceTo { get; set; }

    /// <inheritdoc />
    public static Task AskAsync(ListAsk ask) => RowsAsync(ask.Get<KpiCatalogue>(), ask.Actor, RowsAddress.Read(ask.Text), ask.Cancellation);

    /// <inheritdoc />
    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Navigation.Uri) return;
        _shown = Navigation.Uri;
        _page = null;
        await TryReadAsync(LoadAsync, _leaving.Token);
    }

    private async Task LoadAsync()
    {
        var query = QueryHelpers.ParseQuery(new Uri(Navigation.Uri).Query);
        var address = RowsAddress.Read(name => query.TryGetValue(name, out var value) ? value.ToString() : null);
        _address = address;
        var pipeline = await PipelineAsync(address.Slice.Pipeline ?? address.Filter.Pipeline);
        _back = address.Back is { } left ? FinanceView.Of(left).Href : await BackAsync(address.Filter, address.Filter.Pipeline is null ? null : pipeline);
        _definition = KpiCatalogue.All.FirstOrDefault(k => k.Name == address.Name);
        var page = await RowsAsync(Catalogue, await Actors.GetAsync(), address, _leaving.Token);
        _point = await FigureAsync(address);
        _subtitle = SliceWords.Of(address, pipeline, Calendar.Zone);
        _page = page;
    }

    private async Task<string?> PipelineAsync(PipelineId? id) => id is null
        ? null
        : (await Choices.PipelinesAsync(await Actors.GetAsync(), _leaving.Token)).FirstOrDefault(p => p.Id == id)?.Name;

    /// <summary>Where the address does not say how the finance page was left: the same money, days and cuts.</summary>
    private async Task<string> BackAsync(AnalyticsFilter filter, string? pipeline)
    {
        var cuts = filter.Version is null ? CutChoices.None : await Choices.CutsAsync(await Actors.GetAsync(), filter.Pipeline, _leaving.Token);
        return FinanceView.Of(filter, pipeline, cuts.Versions.FirstOrDefault(v => v.Id == filter.Version)?.Number, Calendar).Href;
    }

    private static Task<KpiRowPage> RowsAsync(KpiCatalogue catalogue, Actor actor, RowsAddress address, CancellationToken cancellationToken) =>
        catalogue.RowsAsync(actor, address.Name, address.Filter, address.Slice, address.Skip, RowsAddress.PageSize, cancellationToken);

    /// <summary>The same part of the figure as the finance page shows it, computed apart from the rows; null where only rows can tell.</summary>
    private async Task<KpiAmount?> FigureAsync(RowsAddress address)
    {
        var (filter, slice) = (address.Filter, address.Slice);
        if (slice.Rule is not null || slice.WithoutPipeline) return null;
        var narrowed = filter with
        {
            From = slice.From ?? filter.From,
            To = slice.To ?? filter.To,
            Pipeline = slice.Pipeline ?? filter.Pipeline,
            Version = slice.Version ?? filter.Version,
            ByModel = slice.Model is not null || slice.OtherThan.Count > 0,
        };
        var figure = await Catalogue.ComputeAsync(await Actors.GetAsync(), address.Name, narrowed, _leaving.Token);
        if (slice.Part == KpiPart.Denominator) return figure.Denominator;
        KpiAxis[] axes = [.. narrowed.ByModel ? [KpiAxis.Model] : Array.Empty<KpiAxis>(), .. slice.Kind is not null || slice.Class is not null ? [KpiAxis.Kind, KpiAxis.Class] : Array.Empty<KpiAxis>()];
        return axes.Length == 0 ? figure.Numerator : figure.Numerator with { Amount = figure.By(axes).Where(p => IsIn(p.Slice, slice)).Sum(p => p.Numerator), Rows = null };
    }

    private static bool IsIn(KpiSlice point, KpiSlice slice) =>
        (slice.Kind is null || point.Kind == slice.Kind) && (slice.Class is null || point.Class == slice.Class)
        && (slice.Model is null || point.Model == slice.Model) && !(point.Model is { } model && slice.OtherThan.Contains(model));

    private static string RowCount(long rows) => rows == 1 ? "1 row" : rows.ToString("#,##0", CultureInfo.InvariantCulture) + " rows";

    private static string Exact(decimal amount, KpiUnit unit) => unit == KpiUnit.NanoUsd
        ? (amount / Money.NanosPerUsd).ToString("#,##0.000000000", CultureInfo.InvariantCulture) + " USD"
        : amount.ToString("#,##0.######", CultureInfo.InvariantCulture);
}

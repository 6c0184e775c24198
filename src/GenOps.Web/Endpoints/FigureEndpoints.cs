using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Analytics.Reconciliation;
using GenOps.Core.Calls;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Ledger;
using GenOps.Core.Pricing;
using GenOps.Web.Auth;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>Figures, ledger and prices over HTTP.</summary>
internal static class FigureEndpoints
{
    private static readonly (string, string)[] Period =
    [
        ("from", "The period's begin; 30 days ago by default. A time without an offset is of the reporting time zone, a date its first instant."),
        ("to", "The period's end, itself not in it; now by default."),
        ("pipeline", "Name of a pipeline."), ("money", "live or sandbox; by default live once a live run exists."),
    ];

    private static readonly (string, string) Known =
        ("known", "As it was known at the end of this day of the reporting time zone, such as 2026-11-01: a figure that stays the same. Now by default.");

    private static readonly (string, string)[] Cuts =
    [
        .. Period, Known, ("version", "Number of a version of the pipeline."), ("costCentre", "A cost centre."), ("provider", "Restricts cost and calls only."),
        ("model", "Restricts cost and calls only."), ("tier", $"Restricts cost and calls only; {ApiJson.Words<Tier>()}."),
    ];

    private static readonly (string, string)[] Figures = [.. Cuts, ("bucket", $"{ApiJson.Words<BucketUnit>()}; what suits the period by default.")];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/kpis", KpisAsync).WithName("readKpis").WithSummary("The key figures of a period, each with its parts.").WithQuery([.. Figures]).Produces<KpiReport>();
        api.MapGet("/kpis/{name}", KpiAsync).WithName("readKpi").WithSummary("One key figure of a period with its parts, for the price of one; spend also by model.")
            .WithQuery([.. Figures]).Produces<KpiReport>();
        api.MapGet("/kpis/{name}/rows", RowsAsync).WithName("readKpiRows").WithSummary("The rows that sum exactly to a figure, or to a part of it.")
            .WithQuery([.. Cuts, ("part", "numerator or denominator."), ("kind", "A kind of cost."), ("class", "A class of cost."), ("rule", "A review rule."),
                ("ofModel", "A part of spend by model: a model with its provider, as openai/gpt-4o, or none for cost of no model."),
                ("skip", "Rows before the page."), ("limit", $"Rows at most, 1 to {KpiCatalogue.LargestPage}.")])
            .Produces<KpiRowPage>();
        api.MapGet("/ledger", LedgerAsync).WithName("readLedger").WithSummary("Ledger entries, newest first, and the sum of all that match.")
            .WithQuery([.. LedgerRequest.Parameters, ("limit", "Rows at most, 1 to 1000; 200 by default."), ("cursor", "'next' of the page before.")])
            .Produces<LedgerReport>();
        api.MapGet("/reconciliation", ReconciliationAsync).WithName("readReconciliation")
            .WithSummary("Whether the sums of figures, the ledger and the calls agree, month by month, as the last look at each found.")
            .WithQuery(("money", "live or sandbox; by default live once a live run exists.")).Produces<ReconciliationReport>();
        api.MapGet("/prices", PricesAsync).WithName("readPrices").WithSummary("The price book.")
            .WithQuery(("provider", "A provider or vendor."), ("model", "A model.")).Produces<IReadOnlyList<PriceRow>>();
        api.MapGet("/pipelines", PipelinesAsync).WithName("listPipelines").WithSummary("Pipelines with state, last runs and spend.")
            .WithQuery(("money", "live or sandbox; by default live once a live run exists.")).Produces<PipelineReport>();
    }

    private static Task<IResult> KpisAsync(HttpContext context, KpiCatalogue kpis, AnalyticsChoices choices, PipelineOverviewQuery pipelines, TimeProvider clock) =>
        FiguresAsync([.. KpiCatalogue.All.Select(k => k.Name)], context, kpis, choices, pipelines, clock);

    private static Task<IResult> KpiAsync(
        string name, HttpContext context, KpiCatalogue kpis, AnalyticsChoices choices, PipelineOverviewQuery pipelines, TimeProvider clock) =>
        FiguresAsync([name], context, kpis, choices, pipelines, clock);

    private static async Task<IResult> FiguresAsync(
        IReadOnlyList<string> names, HttpContext context, KpiCatalogue kpis, AnalyticsChoices choices, PipelineOverviewQuery pipelines, TimeProvider clock)
    {
        RequireFigures(context);
        var filter = await FilterAsync(context, choices, pipelines, clock);
        // Kept apart by model, cost is many times the cells: not for who reads all figures.
        if (names is [var only]) filter = filter with { ByModel = KpiCatalogue.All.Any(k => k.Name == only && k.Axes.Contains(KpiAxis.Model)) };
        var figures = await kpis.ComputeAsync(context.Actor(), names, filter, context.RequestAborted);
        return Results.Ok(KpiReport.Of(filter, context.Request.Text("pipeline"), figures));
    }

    private static async Task<IResult> RowsAsync(
        string name, HttpContext context, KpiCatalogue kpis, AnalyticsChoices choices, PipelineOverviewQuery pipelines, TimeProvider clock)
    {
        RequireFigures(context);
        var request = context.Request;
        var slice = new KpiSlice
        {
            Part = request.Word<KpiPart>("part") ?? KpiPart.Numerator,
            Kind = request.Word<CostKind>("kind"),
            Class = request.Word<CostClass>("class"),
            Rule = request.Text("rule"),
            Model = request.Text("ofModel") is { } model ? RequestedModel(model) : null,
        };
        return Results.Ok(await kpis.RowsAsync(
            context.Actor(), name, await FilterAsync(context, choices, pipelines, clock), slice, request.Number("skip", 0, 0, int.MaxValue),
            request.Number("limit", 200, 1, KpiCatalogue.LargestPage), context.RequestAborted));
    }

    private static async Task<IResult> LedgerAsync(HttpContext context, LedgerListQuery ledger, AnalyticsChoices choices, PipelineOverviewQuery pipelines)
    {
        RequireFigures(context);
        var request = context.Request;
        var filter = await LedgerRequest.FilterAsync(context, choices, pipelines);
        var page = await ledger.ReadAsync(
            context.Actor(), filter with { Take = request.Number("limit", 200, 1, 1000), After = request.Cursor() }, context.RequestAborted);
        return Results.Ok(new LedgerReport(filter.Money, page.SumNanoUsd, page.Rows, page.Total, page.Next?.ToString()));
    }

    private static async Task<IResult> ReconciliationAsync(HttpContext context, ReconciliationQuery reconciliation, AnalyticsChoices choices)
    {
        RequireFigures(context);
        var money = context.Request.Word<MoneyMode>("money") ?? await choices.OpensOnAsync(context.Actor(), context.RequestAborted);
        return Results.Ok(await reconciliation.ReadAsync(context.Actor(), money, context.RequestAborted));
    }

    private static async Task<IResult> PricesAsync(HttpContext context, PriceListQuery prices) =>
        Results.Ok(await prices.ReadAsync(context.Actor(), context.Request.Text("provider"), context.Request.Text("model"), context.RequestAborted));

    private static async Task<IResult> PipelinesAsync(HttpContext context, PipelineOverviewQuery pipelines, AnalyticsChoices choices, TimeProvider clock)
    {
        var money = context.Request.Word<MoneyMode>("money") ?? await choices.OpensOnAsync(context.Actor(), context.RequestAborted);
        return Results.Ok(new PipelineReport(money, await pipelines.ReadAsync(context.Actor(), money, clock.UtcNow().AddDays(-30), context.RequestAborted)));
    }

    private static ProviderModel RequestedModel(string text) => ProviderModel.Read(text) ?? throw new InvalidInputException(
        "ofModel", $"'{RequestQuery.Shown(text)}' is no model with its provider.", "Write it as openai/gpt-4o, or none for cost of no model.");

    private static void RequireFigures(HttpContext context) =>
        context.Actor().RequireReading(ReadArea.Figures);

    private static async Task<AnalyticsFilter> FilterAsync(HttpContext context, AnalyticsChoices choices, PipelineOverviewQuery pipelines, TimeProvider clock)
    {
        var request = context.Request;
        var to = request.Time("to") ?? clock.UtcNow();
        PipelineId? pipeline = request.Text("pipeline") is { } name ? await pipelines.KeyOfAsync(context.Actor(), name, context.RequestAborted) : null;
        return new AnalyticsFilter
        {
            Money = request.Word<MoneyMode>("money") ?? await choices.OpensOnAsync(context.Actor(), context.RequestAborted),
            From = request.Time("from") ?? to.AddDays(-30),
            To = to,
            Pipeline = pipeline,
            Version = await RequestedVersion.FindAsync(context, choices, pipeline),
            CostCentre = request.Text("costCentre"),
            Provider = request.Text("provider"),
            Model = request.Text("model"),
            Tier = request.Word<Tier>("tier"),
            KnownOn = request.Day("known"),
            Bucket = request.Word<BucketUnit>("bucket"),
        };
    }
}

/// <summary>Pipelines, with the money their runs and spend are of; recent is the last 30 days.</summary>
public sealed record PipelineReport(MoneyMode Money, IReadOnlyList<PipelineOverview> Items);

/// <summary>Ledger entries of one money; the sum is over all that match, not over the page.</summary>
public sealed record LedgerReport(MoneyMode Money, long SumNanoUsd, IReadOnlyList<LedgerRow> Items, int Total, string? Next);

using System.Globalization;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Desk.Pipelines;
using GenOps.Web.Auth;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>The ledger as a file, every entry of a period, for whoever adds it up with their own tools.</summary>
internal static class LedgerExport
{
    private const string Head =
        "charged_at,recorded_at,money,amount_usd,amount_nano_usd,kind,basis,duplicate,source,pipeline,cost_centre,provider,model,tier,purpose,step,run,call,output,id,answered_model,service_tier,unpriced_use";

    /// <summary>For the page, by its session, and for programs, by key.</summary>
    public static void Map(IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        app.MapGet("/finance/ledger/export.csv", WriteAsync)
            .RequireAuthorization(new ReadersAttribute(ReadArea.Figures)).ExcludeFromDescription();
        api.MapGet("/ledger.csv", WriteAsync).WithName("exportLedger").WithSummary("All ledger entries of a period as CSV, newest first.")
            .WithQuery([.. LedgerRequest.Parameters]);
    }

    private static async Task WriteAsync(HttpContext context, LedgerListQuery ledger, AnalyticsChoices choices, PipelineOverviewQuery pipelines)
    {
        context.Actor().RequireReading(ReadArea.Figures);
        var filter = (await LedgerRequest.FilterAsync(context, choices, pipelines)) with { Take = 1000 };
        // The first page before the first byte, so that a filter that cannot be is still answered as a problem.
        var page = await ledger.ReadAsync(context.Actor(), filter, context.RequestAborted);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"ledger.csv\"";
        await using var writer = new StreamWriter(context.Response.Body) { NewLine = "\r\n" };
        await writer.WriteLineAsync(Head);
        while (true)
        {
            foreach (var row in page.Rows) await writer.WriteLineAsync(LineOf(row));
            if (page.Next is null) return;
            page = await ledger.ReadAsync(context.Actor(), filter with { After = page.Next }, context.RequestAborted);
        }
    }

    private static string LineOf(LedgerRow row) => CsvText.Line(
        Time(row.ChargedAt), Time(row.RecordedAt), ApiJson.Word(row.Money),
        ((decimal)row.AmountNanoUsd / Money.NanosPerUsd).ToString("0.000000000", CultureInfo.InvariantCulture),
        row.AmountNanoUsd.ToString(CultureInfo.InvariantCulture), ApiJson.Word(row.Kind), ApiJson.Word(row.Basis), row.Duplicate ? "yes" : "no", row.SourceType,
        row.Pipeline ?? "", row.CostCentre, row.Provider, row.Model, row.Tier is { } tier ? ApiJson.Word(tier) : "", row.Purpose is { } purpose ? ApiJson.Word(purpose) : "",
        row.Step ?? "", $"{row.RunId}", $"{row.CallId}", $"{row.OutputId}", row.Id.ToString(),
        row.AnsweredModel ?? "", row.ServiceTier ?? "", row.UnpricedUse ?? "");

    private static string Time(DateTime at) => at.ToString("O", CultureInfo.InvariantCulture);
}

using GenOps.Core;
using GenOps.Core.Analytics;
using GenOps.Core.Calls;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Ledger;
using GenOps.Web.Auth;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>Which ledger entries a request asks for, as a list or as a file.</summary>
internal static class LedgerRequest
{
    /// <summary>What it is narrowed by.</summary>
    public static IReadOnlyList<(string Name, string Meaning)> Parameters { get; } =
    [
        ("money", "live or sandbox; by default live once a live run exists."),
        ("from", "Charged at or after. A time without an offset is of the reporting time zone, a date its first instant."), ("to", "Charged before."),
        ("pipeline", "Name of a pipeline."), ("version", "Number of a version of the pipeline."), ("costCentre", "A cost centre."), ("run", "A run's id."),
        ("kind", $"One of {ApiJson.Words<CostKind>()}."), ("provider", "A provider."), ("model", "A model."), ("tier", $"One of {ApiJson.Words<Tier>()}."),
    ];

    /// <summary>The filter; the page's size and begin are left to the caller.</summary>
    /// <exception cref="InvalidInputException">A parameter cannot be.</exception>
    public static async Task<LedgerListFilter> FilterAsync(HttpContext context, AnalyticsChoices choices, PipelineOverviewQuery pipelines)
    {
        var request = context.Request;
        PipelineId? versionOf = request.Text("version") is not null && request.Text("pipeline") is { } name
            ? await pipelines.KeyOfAsync(context.Actor(), name, context.RequestAborted)
            : null;
        return new LedgerListFilter
        {
            Money = request.Word<MoneyMode>("money") ?? await choices.OpensOnAsync(context.Actor(), context.RequestAborted),
            From = request.Time("from"),
            To = request.Time("to"),
            Pipeline = request.Text("pipeline"),
            Version = await RequestedVersion.FindAsync(context, choices, versionOf),
            CostCentre = request.Text("costCentre"),
            Run = request.Text("run") is { } run ? RequestQuery.Key<RunId>("run", run) : null,
            Kind = request.Word<CostKind>("kind"),
            Provider = request.Text("provider"),
            Model = request.Text("model"),
            Tier = request.Word<Tier>("tier"),
        };
    }
}

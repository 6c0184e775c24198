using System.Text;
using GenOps.Core;
using GenOps.Core.Runs.Queries;

namespace GenOps.Web.Endpoints;

/// <summary>What happened in a run, as text or JSON.</summary>
internal static class LogEndpoints
{
    /// <summary>For the page, by its session, and for programs, by key.</summary>
    public static void Map(IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        app.MapGet("/operations/runs/{id}/log.txt", (string id, HttpContext context, RunLogQuery logs) => WriteAsync(id, Format.Text, context, logs))
            .RequireAuthorization().ExcludeFromDescription();
        app.MapGet("/operations/runs/{id}/log.json", (string id, HttpContext context, RunLogQuery logs) => WriteAsync(id, Format.Json, context, logs))
            .RequireAuthorization().ExcludeFromDescription();
        api.MapGet("/runs/{id}/log", (string id, HttpContext context, RunLogQuery logs) =>
                WriteAsync(id, context.Request.Word<Format>("format") ?? Format.Json, context, logs))
            .WithName("readRunLog").WithSummary("What happened in a run, in order, in plain words.")
            .WithQuery(("format", "json (by default) or text."), ("step", "Only what concerns this step."))
            .Produces<RunLog>();
    }

    private static async Task<IResult> WriteAsync(string id, Format format, HttpContext context, RunLogQuery logs)
    {
        var key = RequestQuery.Key<RunId>("id", id);
        var log = await logs.FindAsync(key, context.RequestAborted) ?? throw new NotFoundException($"There is no run {key}.");
        log = log.Of(context.Request.Text("step"));
        return format == Format.Text ? Results.Text(log.ToText(), "text/plain", Encoding.UTF8) : Results.Ok(log);
    }

    private enum Format
    {
        Json,
        Text,
    }
}

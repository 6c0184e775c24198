using System.Text;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Desk.Runs;
using GenOps.Web.Auth;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>What happened in a run, as text or JSON.</summary>
internal static class LogEndpoints
{
    /// <summary>For the page, by its session, and for programs, by key.</summary>
    public static void Map(IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        app.MapGet("/operations/runs/{id}/log.txt", (string id, HttpContext context, RunLogQuery logs) => WriteAsync(id, Format.Text, context, logs))
            .RequireAuthorization(new ReadersAttribute(ReadArea.Work)).ExcludeFromDescription();
        app.MapGet("/operations/runs/{id}/log.json", (string id, HttpContext context, RunLogQuery logs) => WriteAsync(id, Format.Json, context, logs))
            .RequireAuthorization(new ReadersAttribute(ReadArea.Work)).ExcludeFromDescription();
        api.MapGet("/runs/{id}/log", (string id, HttpContext context, RunLogQuery logs) =>
                WriteAsync(id, context.Request.Word<Format>("format") ?? Format.Json, context, logs))
            .WithName("readRunLog").WithSummary("What happened in a run, in order, in plain words.")
            .WithQuery(("format", "json (by default) or text."), ("step", "Only what concerns this step."))
            .Produces<RunLog>();
    }

    private static async Task<IResult> WriteAsync(string id, Format format, HttpContext context, RunLogQuery logs)
    {
        var key = RequestQuery.Key<RunId>("id", id);
        var found = await logs.FindAsync(context.Actor(), key, context.RequestAborted);
        if (found is null) return context.Request.Path.StartsWithSegments("/api") ? throw new NotFoundException($"There is no run {key}.") : Results.NotFound();
        var log = found.Of(context.Request.Text("step"));
        return format == Format.Text ? Results.Text(log.ToText(), "text/plain", Encoding.UTF8) : Results.Ok(log);
    }

    private enum Format
    {
        Json,
        Text,
    }
}

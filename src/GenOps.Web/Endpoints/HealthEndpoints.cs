using GenOps.Core.Data;

namespace GenOps.Web.Endpoints;

/// <summary>
/// What a load balancer or orchestrator asks. <c>/healthz</c>: this process lives, restart it otherwise. <c>/readyz</c>: it can do its
/// work, send it none otherwise. Anybody may ask; the answers name no path and no secret.
/// </summary>
internal static class HealthEndpoints
{
    /// <summary>Maps both.</summary>
    public static void Map(WebApplication app)
    {
        app.MapGet("/healthz", () => Results.Json(new { status = "healthy" })).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/readyz", ReadyAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(HttpContext context, StorageProbe probe)
    {
        var checks = await probe.LookAsync(context.RequestAborted);
        var ready = checks.All(c => c.Problem is null);
        context.Response.Headers.CacheControl = "no-store";
        if (!ready) context.Response.Headers.RetryAfter = "10";
        return Results.Json(
            new { status = ready ? "ready" : "unready", checks = checks.Select(c => new { name = c.Name, ok = c.Problem is null, reason = c.Problem }) },
            statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

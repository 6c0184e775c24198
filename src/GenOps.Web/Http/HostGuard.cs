using Microsoft.AspNetCore.Mvc;

namespace GenOps.Web.Http;

/// <summary>
/// Answers at the host names that were stated, where any was, and refuses the circuits of pages of other origins: a browser opens
/// a WebSocket for any page, and sends this site's cookie with it.
/// </summary>
internal sealed class HostGuard(RequestDelegate next, PublicAddress address)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!IsProbe(request.Path) && !address.Answers(request.Host.Host, context.Connection.LocalIpAddress))
        {
            return RefuseAsync(context, StatusCodes.Status400BadRequest, "Not at this host",
                "GenOps does not answer at this host name. Whoever runs it says at which ones by the settings GenOps__PublicUrl and GenOps__AllowedHosts.");
        }

        if (address.Is(request.Host)) request.Scheme = address.Url!.Scheme;
        if (request.Path.StartsWithSegments("/_blazor") && request.Headers.Origin is { Count: > 0 } origins && origins.Any(o => !address.IsOwn(o ?? "", request.Host)))
        {
            return RefuseAsync(context, StatusCodes.Status403Forbidden, "From another site",
                "The page that asks is not one of this GenOps. Behind a proxy, let it pass the host on, or set GenOps__PublicUrl to where people reach GenOps.");
        }

        return next(context);
    }

    /// <summary>Probes ask by whatever name the machine has; the answers tell nothing of anybody.</summary>
    private static bool IsProbe(PathString path) => path == "/healthz" || path == "/readyz";

    private static Task RefuseAsync(HttpContext context, int status, string title, string sentence)
    {
        if (context.Request.Path.StartsWithSegments("/api"))
            return ApiProblems.WriteAsync(context, new ProblemDetails { Status = status, Title = title, Detail = sentence });
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(sentence, context.RequestAborted);
    }
}

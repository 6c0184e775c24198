using GenOps.Web.Auth;
using GenOps.Web.Components.Layout;

namespace GenOps.Web.Hosting;

/// <summary>Sends who asks for the start page, as after signing in, to the page he works on.</summary>
internal sealed class LandingRedirect(RequestDelegate next)
{
    /// <summary>Called for each request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path != "/" || !HttpMethods.IsGet(context.Request.Method) || context.User.Identity?.IsAuthenticated != true) return next(context);
        var landing = NavMap.LandingOf(ActorAccessor.From(context.User));
        if (landing == "/") return next(context);
        context.Response.Redirect(landing);
        return Task.CompletedTask;
    }
}

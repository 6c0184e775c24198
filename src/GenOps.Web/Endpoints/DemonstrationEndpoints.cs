using GenOps.Core.Access;
using GenOps.Web.Auth;
using GenOps.Web.Demonstration;

namespace GenOps.Web.Endpoints;

/// <summary>The way from the product into its demonstration: one address leads an administrator out, the other lets them in.</summary>
internal static class DemonstrationEndpoints
{
    private const string Figures = "/finance?money=sandbox&period=year";

    public static void Map(IEndpointRouteBuilder app)
    {
        if (app.ServiceProvider.GetRequiredService<ProductAddress>().IsDemonstration)
            app.MapGet("/demonstration/enter", EnterAsync).AllowAnonymous().ExcludeFromDescription();
        else
            app.MapGet("/demonstration", Leave).RequireAuthorization(policy => policy.RequireRole(Roles.Admin)).ExcludeFromDescription();
    }

    private static IResult Leave(HttpContext context, DemonstrationServer demonstration)
    {
        // A program's key has no e-mail, and no browser.
        if (SessionCookie.Of(context.User) is null) return Results.NotFound();
        var entry = demonstration.EntryOf(ActorAccessor.From(context.User).Name, context.Request.Host.Host);
        return Results.Redirect(entry?.ToString() ?? "/welcome");
    }

    private static async Task<IResult> EnterAsync(HttpContext context, DemonstrationDoor door, string? ticket) =>
        Results.Redirect(await door.EnterAsync(context, ticket) ? Figures : "/account/login");
}

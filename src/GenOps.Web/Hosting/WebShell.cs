using GenOps.Web.Auth;
using GenOps.Web.Components;
using GenOps.Web.Http;
using Microsoft.AspNetCore.SignalR;
using MudBlazor;
using MudBlazor.Services;

namespace GenOps.Web.Hosting;

/// <summary>The frame all pages live in: components, layout, headers, error pages.</summary>
public static class WebShell
{
    /// <summary>Adds Blazor Server, MudBlazor and the shared components' services.</summary>
    public static IServiceCollection AddWebShell(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.Configure<HubOptions>(o => o.AddFilter<IllFormedMessages>());
        services.AddMudServices(o =>
        {
            o.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.TopCenter;
            o.SnackbarConfiguration.MaxDisplayedSnackbars = 1;
            o.SnackbarConfiguration.VisibleStateDuration = 6000;
            o.SnackbarConfiguration.SnackbarVariant = Variant.Text;
        });
        services.AddAssetCompression();
        services.AddHttpContextAccessor();
        services.AddScoped<PageTicker>();
        return services;
    }

    /// <summary>Puts headers, error pages, routing and access control in front of everything mapped.</summary>
    public static void UseWebShell(this WebApplication app)
    {
        if (Proxies.From(app.Configuration) is { } proxies) app.UseForwardedHeaders(proxies);
        app.UseMiddleware<NoStore>();
        app.UseSecurityHeaders(SecurityHeaders.Policy);
        app.UseMiddleware<HostGuard>();
        app.UseExceptionHandler("/problem/500", createScopeForErrors: true);
        app.UseMiddleware<StorageProblems>();
        app.UseWhen(IsForPeople, pages => pages.UseStatusCodePagesWithReExecute("/problem/{0}", createScopeForStatusCodePages: true));
        app.UseRouting();
        app.UseAssetCompression();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<CircuitGuard>();
        app.UseMiddleware<LandingRedirect>();
    }

    /// <summary>Maps the static assets, which anybody may read, and the pages, which nobody may by default.</summary>
    public static void MapWebShell(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        // The headers of our own policy are the only ones.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null);
    }

    private static bool IsForPeople(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/api") && !context.Request.Path.StartsWithSegments("/_blazor");
}

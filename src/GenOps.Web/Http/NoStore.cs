using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.StaticAssets;

namespace GenOps.Web.Http;

/// <summary>
/// Keeps what stands behind the sign-in, and every page, out of all caches: nobody finds it there after a sign-out. Assets, which are the
/// same for all, and what is open to all programs stay as they are.
/// </summary>
internal sealed class NoStore(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        // First to register, so last to speak: whatever an endpoint or the framework said about caching.
        context.Response.OnStarting(() =>
        {
            if (!MayBeKept(context.GetEndpoint())) context.Response.Headers.CacheControl = "no-store";
            return Task.CompletedTask;
        });
        return next(context);
    }

    private static bool MayBeKept(Endpoint? endpoint) =>
        endpoint is not null
        && (endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null
            || (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null && endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is null));
}

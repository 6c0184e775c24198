using System.Security.Claims;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Blobs;
using GenOps.Core.Desk.Reviews;
using GenOps.Core.Outputs;
using GenOps.Web.Auth;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GenOps.Web.Pages.Review;

/// <summary>The files of outputs, for whoever is signed in with a role.</summary>
public static class ArtifactEndpoints
{
    private const string HeaderPolicy = "artifact";

    /// <summary>Adds the headers under which made content is handed out: what a model made must never run as a part of GenOps.</summary>
    public static IServiceCollection AddArtifactEndpoints(this IServiceCollection services)
    {
        services.AddSecurityHeaderPolicies().AddPolicy(HeaderPolicy, policy => policy
            .AddContentTypeOptionsNoSniff()
            .AddFrameOptionsDeny()
            .AddCrossOriginResourcePolicy(o => o.SameOrigin())
            .AddContentSecurityPolicy(csp =>
            {
                csp.AddDefaultSrc().None();
                csp.AddSandbox();
            })
            .RemoveServerHeader());
        return services;
    }

    /// <summary>Maps <c>/artifacts/{id}</c>.</summary>
    public static void MapArtifactEndpoints(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/artifacts/{id:guid}", ReadAsync).RequireAuthorization(new ReadersAttribute(ReadArea.Work)).ExcludeFromDescription().WithSecurityHeadersPolicy(HeaderPolicy);

    private static async Task<Results<FileContentHttpResult, Microsoft.AspNetCore.Http.HttpResults.NotFound, StatusCodeHttpResult>> ReadAsync(
        Guid id, bool? download, ClaimsPrincipal user, ArtifactContentQuery query, HttpContext context)
    {
        ArtifactContent? artifact;
        try
        {
            artifact = await query.FindAsync(ActorAccessor.From(user), new ArtifactId(id), context.RequestAborted);
        }
        catch (BlobErasedException)
        {
            return TypedResults.StatusCode(StatusCodes.Status410Gone);
        }

        if (artifact is null) return TypedResults.NotFound();
        // Only pictures are shown in place; everything else, SVG and HTML above all, is a file to save.
        var inPlace = download != true && MediaTypes.IsRasterImage(artifact.MediaType);
        return TypedResults.File(artifact.Content, artifact.MediaType, inPlace ? null : artifact.Name);
    }
}

using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Web.Pages.Pipelines;

/// <summary>Registers and maps what the pipeline pages need besides the engine.</summary>
public static class PipelinePages
{
    /// <summary>Where the JSON schema of definitions is; for editors, which do not sign in.</summary>
    public const string SchemaPath = "/schemas/pipeline.json";

    /// <summary>Maps the published schema.</summary>
    public static void MapPipelinePages(this IEndpointRouteBuilder routes) =>
        routes.MapGet(SchemaPath, () => Results.Text(PipelineSchema.Json, "application/schema+json")).AllowAnonymous();
}

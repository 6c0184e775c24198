using GenOps.Core.Reviews;
using GenOps.Core.Runs.Reviewing;

namespace GenOps.Web.Pages.Review;

/// <summary>Registers and maps everything about reviews and outputs.</summary>
public static class ReviewPages
{
    /// <summary>Adds commands, queries and the headers of artifacts.</summary>
    public static IServiceCollection AddReviewPages(this IServiceCollection services) =>
        services.AddGenOpsReviews().AddGenOpsReviewing().AddArtifactEndpoints();

    /// <summary>Maps the files of outputs.</summary>
    public static void MapReviewPages(this IEndpointRouteBuilder routes) => routes.MapArtifactEndpoints();
}

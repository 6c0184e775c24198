using Microsoft.AspNetCore.SignalR;

namespace GenOps.Web.Pages.Review;

/// <summary>Registers and maps everything about reviews and outputs.</summary>
public static class ReviewPages
{
    /// <summary>Enough for the longest text that can be edited, of which a page shows at most a megabyte.</summary>
    private const long MaxMessageBytes = 4 * 1024 * 1024;

    /// <summary>Adds commands, queries and the headers of artifacts.</summary>
    public static IServiceCollection AddReviewPages(this IServiceCollection services)
    {
        // An edited text comes in one message; the default of 32 kB would end the circuit and lose it.
        services.Configure<HubOptions>(o => o.MaximumReceiveMessageSize = MaxMessageBytes);
        return services.AddScoped<ReviewSession>().AddArtifactEndpoints();
    }

    /// <summary>Maps the files of outputs.</summary>
    public static void MapReviewPages(this IEndpointRouteBuilder routes) => routes.MapArtifactEndpoints();
}

using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Reviews;

/// <summary>Registers what people do with reviews.</summary>
public static class ReviewRegistration
{
    /// <summary>Adds the commands; they need the database and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddGenOpsReviews(this IServiceCollection services) => services
        .AddSingleton<DecideReview>()
        .AddSingleton<ClaimReview>()
        .AddSingleton<ReleaseReview>()
        .AddSingleton<SkipReview>()
        .AddSingleton<EditCheck>()
        .AddSingleton<Blobs.EraseBlob>();
}

using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Reviews;

/// <summary>Registers what people do with reviews.</summary>
public static class ReviewRegistration
{
    /// <summary>Adds the commands; they need the database, a <see cref="TimeProvider"/> and <see cref="Delivery.IOutboxSignal"/>.</summary>
    public static IServiceCollection AddGenOpsReviews(this IServiceCollection services) => services
        .AddSingleton<DecideReview>()
        .AddSingleton<ClaimReview>()
        .AddSingleton<ReleaseReview>()
        .AddSingleton<Blobs.EraseBlob>();
}

using GenOps.Core.Levers;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Desk.Reviews;

/// <summary>Registers what reviewers read.</summary>
public static class ReviewingRegistration
{
    /// <summary>Adds the queries; they need the database and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddGenOpsReviewing(this IServiceCollection services) => services
        .AddSingleton<ReviewQueueQuery>()
        .AddSingleton<ReviewDetailQuery>()
        .AddSingleton<ReviewHistoryQuery>()
        .AddSingleton<OutputDetailQuery>()
        .AddSingleton<ArtifactContentQuery>()
        .AddSingleton<UndoReview>();
}

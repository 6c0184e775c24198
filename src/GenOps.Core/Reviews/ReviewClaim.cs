namespace GenOps.Core.Reviews;

/// <summary>Somebody is looking at it, until the lease ends.</summary>
public sealed class ReviewClaim
{
    public required ReviewClaimId Id { get; init; }

    public required ReviewTaskId TaskId { get; init; }

    public required Guid UserId { get; init; }

    public required string UserName { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime ClaimedAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTime Until { get; set; }

    /// <summary>UTC; null while it holds.</summary>
    public DateTime? ReleasedAt { get; set; }
}

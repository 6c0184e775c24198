namespace GenOps.Core.Outbound;

/// <summary>An allowance as shown.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Target">As <c>host:port</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="AllowedAt">UTC.</param>
/// <param name="AllowedBy">Who.</param>
/// <param name="EndedAt">UTC; null while it holds.</param>
/// <param name="EndedBy">Who; null while it holds.</param>
public sealed record OutboundAllowanceRow(
    OutboundAllowanceId Id, string Target, string Reason, DateTime AllowedAt, string AllowedBy, DateTime? EndedAt, string? EndedBy);

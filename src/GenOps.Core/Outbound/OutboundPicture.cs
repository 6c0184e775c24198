namespace GenOps.Core.Outbound;

/// <summary>Where GenOps may go inside the network.</summary>
/// <param name="Allowances">Those in force, then those that ended, the newest first.</param>
/// <param name="Named">What the configuration names, by setting.</param>
public sealed record OutboundPicture(IReadOnlyList<OutboundAllowanceRow> Allowances, IReadOnlyList<OutboundNameRow> Named);

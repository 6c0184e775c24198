namespace GenOps.Core.Outbound;

/// <summary>A host and port that the configuration names, as shown.</summary>
/// <param name="Target">As <c>host:port</c>.</param>
/// <param name="Setting">The setting that names it.</param>
public sealed record OutboundNameRow(string Target, string Setting);

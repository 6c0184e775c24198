namespace GenOps.Core.Desk.Runs;

/// <summary>Why a call went where it went.</summary>
public sealed record RouteDetail(string Asked, string Chosen, string Reason, double Propensity);

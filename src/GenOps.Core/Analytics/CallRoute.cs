namespace GenOps.Core.Analytics;

/// <summary>Why the call went where it went.</summary>
/// <param name="Asked">What the step asked for.</param>
/// <param name="Candidates">In order, as <c>provider/model</c>.</param>
/// <param name="Chosen">The one chosen.</param>
/// <param name="Propensity">The probability with which it was chosen; 1 for a rule.</param>
/// <param name="Reason">In plain words.</param>
public sealed record CallRoute(string Asked, IReadOnlyList<string> Candidates, string Chosen, double Propensity, string Reason);

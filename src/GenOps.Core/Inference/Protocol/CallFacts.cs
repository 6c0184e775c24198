using GenOps.Core.Inference.Providers;

namespace GenOps.Core.Inference.Protocol;

/// <summary>What besides the recorded calls decides what becomes of one in doubt.</summary>
/// <param name="Capabilities">Of its provider, for its kind.</param>
/// <param name="Policy">Of its provider, or what holds for its money and worst case.</param>
/// <param name="IsOwn">This node sent it, or whoever did has looked and has no answer.</param>
/// <param name="IsAborted">A person broke it off.</param>
/// <param name="LookUpGrace">How long after it came in doubt a provider that does not list it may still come to list it.</param>
/// <param name="Now">UTC.</param>
internal sealed record CallFacts(
    ProviderCapabilities Capabilities, InDoubtPolicy Policy, bool IsOwn, bool IsAborted, TimeSpan LookUpGrace, DateTime Now)
{
    /// <summary>How long a call is repeated under its key; providers forget keys.</summary>
    public static readonly TimeSpan RepeatedFor = TimeSpan.FromHours(1);

    /// <summary>Where no call is in doubt.</summary>
    public static readonly CallFacts None = new(new ProviderCapabilities(false, false), InDoubtPolicy.Hold, IsOwn: true, IsAborted: false, TimeSpan.Zero, default);

    /// <summary>A clock that was set back would wait for a moment that lies far ahead, so only the distance counts.</summary>
    public bool AbsenceProves(ModelCall call) => (Now - (call.EndedAt ?? Now)).Duration() >= LookUpGrace;
}

using GenOps.Core.Inference.Providers;

namespace GenOps.Core.Inference.Protocol;

/// <summary>What besides the recorded calls decides what becomes of one in doubt.</summary>
/// <param name="Capabilities">Of its provider, for its kind.</param>
/// <param name="Policy">Of its provider, or what holds for its money and worst case.</param>
/// <param name="IsOwn">This node sent it, or whoever did has looked and has no answer.</param>
/// <param name="IsAborted">A person broke it off.</param>
/// <param name="ProvenAfter">How long after it was sent it never arrived if its provider does not know it: the provider's timeout and a grace time.</param>
/// <param name="Watched">How long this process has looked for it in vain.</param>
/// <param name="Now">UTC.</param>
internal sealed record CallFacts(
    ProviderCapabilities Capabilities, InDoubtPolicy Policy, bool IsOwn, bool IsAborted, TimeSpan ProvenAfter, TimeSpan Watched, DateTime Now)
{
    /// <summary>How long a call is repeated under its key; providers forget keys.</summary>
    public static readonly TimeSpan RepeatedFor = TimeSpan.FromHours(1);

    /// <summary>Where no call is in doubt.</summary>
    public static readonly CallFacts None =
        new(new ProviderCapabilities(false, false), InDoubtPolicy.Hold, IsOwn: true, IsAborted: false, TimeSpan.Zero, TimeSpan.Zero, default);

    /// <summary>By the clock; where that was set back, or nobody knows when the call was sent, by how long it was looked for.</summary>
    public bool AbsenceProves(ModelCall call) => Now - call.SentAt >= ProvenAfter || Watched >= ProvenAfter;
}

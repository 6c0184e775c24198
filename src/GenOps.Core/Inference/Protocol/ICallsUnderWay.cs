using System.Collections.Concurrent;
using GenOps.Core.Inference.Providers;

namespace GenOps.Core.Inference.Protocol;

/// <summary>
/// The calls that some worker of this process sends, or records the answer of. A call is among them from before the commit by which it is
/// one that is being sent, so that nobody else of this node ever meets it as one that was abandoned.
/// </summary>
public interface ICallsUnderWay
{
    /// <summary>Those of this moment.</summary>
    IEnumerable<ModelCallId> All { get; }

    /// <summary>Adds one, until its trail is disposed.</summary>
    /// <param name="call">The call.</param>
    /// <param name="file">Where the part of its answer goes that has arrived.</param>
    /// <exception cref="InvalidOperationException">It is among them already.</exception>
    AnswerTrail Enter(ModelCallId call, string file);

    /// <summary>Whether it is one of them.</summary>
    bool Has(ModelCallId call);
}

/// <summary>In the memory of the process: with it ends all that was under way.</summary>
internal sealed class CallsUnderWay : ICallsUnderWay
{
    private readonly ConcurrentDictionary<ModelCallId, AnswerTrail> trails = new();

    public IEnumerable<ModelCallId> All => trails.Keys;

    public AnswerTrail Enter(ModelCallId call, string file)
    {
        var trail = new AnswerTrail(file, () => trails.TryRemove(call, out _));
        return trails.TryAdd(call, trail) ? trail : throw new InvalidOperationException($"Two workers of one process send the call {call}.");
    }

    public bool Has(ModelCallId call) => trails.ContainsKey(call);
}

using System.Threading.Channels;

namespace GenOps.Core.Delivery;

/// <summary>What other nodes should hear of soon. Nothing here is needed for anything to happen: every node also looks by itself.</summary>
public sealed class NodeNotices
{
    private readonly Channel<RunId?> outgoing =
        Channel.CreateBounded<RunId?>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private volatile bool others;

    /// <summary>Whoever carries the notices to other nodes reads here: a run that changed, or null for an outbox that holds something.</summary>
    internal ChannelReader<RunId?> Open()
    {
        others = true;
        return outgoing.Reader;
    }

    /// <summary>A run changed.</summary>
    internal void RunChanged(RunId run)
    {
        if (others) outgoing.Writer.TryWrite(run);
    }

    /// <summary>The outbox holds something new.</summary>
    internal void OutboxFilled()
    {
        if (others) outgoing.Writer.TryWrite(null);
    }
}

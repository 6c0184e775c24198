using Microsoft.Extensions.Options;

namespace GenOps.Core.Runs.Steps;

/// <summary>
/// The memory that pictures being worked on may take, shared by all workers of the process. It is given out in the order in which it was asked
/// for, so that a large picture is not overtaken for ever by small ones; whoever waits holds no thread.
/// </summary>
public sealed class ImageMemory(IOptions<ImageOptions> options)
{
    private readonly Lock gate = new();
    private readonly LinkedList<Waiter> waiting = [];
    private readonly long all = options.Value.MemoryMegabytes * 1024L * 1024;
    private long taken;

    /// <summary>How many wait now.</summary>
    public int Waiting
    {
        get
        {
            lock (gate) return waiting.Count;
        }
    }

    /// <summary>Waits for memory.</summary>
    /// <param name="bytes">An upper estimate; more than there is at all means all of it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Gives it back when disposed of.</returns>
    public async Task<IDisposable> TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var share = Math.Min(bytes, all);
        LinkedListNode<Waiter> place;
        lock (gate)
        {
            place = waiting.AddLast(new Waiter(share));
            Admit();
        }

        await using var leaving = cancellationToken.Register(() => Leave(place, cancellationToken));
        await place.Value.Admitted.Task;
        return new Share(this, share);
    }

    private void Leave(LinkedListNode<Waiter> place, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            // Admitted meanwhile: then it is given back by whoever has it.
            if (place.List is null) return;
            waiting.Remove(place);
            Admit();
        }

        place.Value.Admitted.TrySetCanceled(cancellationToken);
    }

    private void GiveBack(long share)
    {
        lock (gate)
        {
            taken -= share;
            Admit();
        }
    }

    private void Admit()
    {
        while (waiting.First is { } next && taken + next.Value.Share <= all)
        {
            waiting.RemoveFirst();
            taken += next.Value.Share;
            next.Value.Admitted.TrySetResult();
        }
    }

    private sealed record Waiter(long Share)
    {
        public TaskCompletionSource Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Share(ImageMemory memory, long bytes) : IDisposable
    {
        private long _bytes = bytes;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _bytes, 0) is > 0 and var given) memory.GiveBack(given);
        }
    }
}

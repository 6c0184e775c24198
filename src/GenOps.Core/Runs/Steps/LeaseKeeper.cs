using System.Collections.Concurrent;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Runs.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Runs.Steps;

/// <summary>
/// Renews all leases of this process, three times in their length, by one statement that goes before whatever else waits to write.
/// </summary>
public sealed class LeaseKeeper(
    IDbContextFactory<GenOpsDbContext> factory, LeaseClock clock, IStepFence fence, RunAborts aborts, IOptions<RecoveryOptions> options, TimeProvider time,
    ILogger<LeaseKeeper> log) : IAsyncDisposable, IDisposable
{
    /// <summary>How many leases one statement renews at most.</summary>
    public const int MostAtOnce = 500;

    private readonly RepeatedFailures failures = new(log, time, "The renewal of leases");
    private readonly ConcurrentDictionary<StepLease, byte> leases = new();
    private readonly CancellationTokenSource stop = new();
    private Task? renewing;
    private int started;

    /// <summary>How long a lease holds without renewal.</summary>
    public TimeSpan Length => options.Value.Lease;

    internal IStepFence Fence => fence;

    internal RunAborts Aborts => aborts;

    internal TimeProvider Time => time;

    /// <summary>How long a lease holds that is written now. Whoever writes it asks as late as possible, and makes the lease of the answer.</summary>
    public async ValueTask<LeaseTerm> TermAsync(GenOpsDbContext db, CancellationToken cancellationToken)
    {
        var stamp = time.GetTimestamp();
        var from = await clock.NowAsync(db, cancellationToken);
        return new LeaseTerm(from, from + Length, stamp);
    }

    /// <summary>
    /// A worker's hold on a step, listening for aborts from now on. Its claim need not be committed yet: it is renewed once
    /// <see cref="StepLease.Keep"/> says that it is.
    /// </summary>
    /// <param name="run">The step's run.</param>
    /// <param name="step">As it is claimed.</param>
    /// <param name="timeout">How long the step may take; null for as long as it takes.</param>
    /// <param name="term">What was written, or will be.</param>
    public StepLease Begin(Run run, StepRun step, TimeSpan? timeout, LeaseTerm term) => new(this, run, step, timeout, term.Stamp);

    /// <summary>Renews all that are kept, and tells each what became of it.</summary>
    /// <returns>False when some that may hold still could not be renewed, and ought to be tried again soon.</returns>
    public async Task<bool> RenewAsync(CancellationToken cancellationToken)
    {
        var (all, failed) = (true, false);
        foreach (var some in leases.Keys.Chunk(MostAtOnce))
        {
            try
            {
                all &= await RenewAsync(some, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // They may run out; MaySend and the fence then refuse what would come of them.
                failures.Add(e);
                failed = true;
            }
        }

        if (!failed) failures.Passed();
        return all && !failed;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        if (renewing is not null) await renewing;
        stop.Dispose();
    }

    internal void Keep(StepLease lease)
    {
        leases[lease] = default;
        if (Interlocked.Exchange(ref started, 1) == 1) return;
        // It is nobody's flow: not of the run whose step is the first, nor under a write turn.
        using (ExecutionContext.SuppressFlow()) renewing = Task.Run(() => KeepAsync(stop.Token));
    }

    internal void LetGo(StepLease lease) => leases.TryRemove(lease, out _);

    private async Task KeepAsync(CancellationToken stopping)
    {
        try
        {
            await Task.Delay(Length / 3, time, stopping);
            while (true) await Task.Delay(await RenewAsync(stopping) ? Length / 3 : Length / 15, time, stopping);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // The process ends, and whatever round was under way with it.
        }
    }

    private async Task<bool> RenewAsync(StepLease[] kept, CancellationToken cancellationToken)
    {
        var pairs = LeaseRenewal.Pairs(kept.Select(l => l.Step));
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        // Of a connection that went dead without a word, the others are tried before the leases run out.
        db.Database.SetCommandTimeout(Math.Max(2, (int)(Length / 5).TotalSeconds));
        LeaseTerm term;
        List<HeldLease> renewed;
        using (await WriteTurn.TakeUrgentAsync(db, cancellationToken))
        {
            term = await TermAsync(db, cancellationToken);
            renewed = await LeaseRenewal.RenewAsync(db, fence.Demand, pairs, term.Until, cancellationToken);
        }

        var missing = Without(kept, renewed, l => l.Renew(term));
        if (missing.Length == 0) return true;
        var locked = await LeaseRenewal.HeldAsync(db, fence.Demand, LeaseRenewal.Pairs(missing.Select(l => l.Step)), cancellationToken);
        foreach (var lost in Without(missing, locked, _ => { })) lost.Lose();
        return locked.Count == 0;
    }

    /// <summary>Tells those that hold, and gives the others.</summary>
    private StepLease[] Without(StepLease[] leases, List<HeldLease> held, Action<StepLease> tell)
    {
        var known = held.DistinctBy(h => (h.Step, h.Epoch)).ToDictionary(h => (h.Step, h.Epoch), h => h.IsAborted);
        List<StepLease> others = [];
        foreach (var lease in leases)
        {
            if (!known.TryGetValue((lease.Step.Id, lease.Step.LeaseEpoch), out var isAborted))
            {
                // One that was given back meanwhile has nobody to tell.
                if (this.leases.ContainsKey(lease)) others.Add(lease);
                continue;
            }

            tell(lease);
            if (isAborted) lease.Abort();
        }

        return [.. others];
    }
}

using System.Collections.Concurrent;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Inference.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Inference.Protocol;

/// <summary>
/// Asks about calls that were given up and may have been charged all the same: an answer that turns up after its grace
/// time is kept and booked as a late charge, so that no bill goes unrecorded. Once none can come any more, the estimate of one that
/// was sent again is taken back.
/// </summary>
public sealed class LateCharges(
    IDbContextFactory<GenOpsDbContext> factory,
    IProviderRegistry providers,
    CallAnswers answers,
    CallDoubt doubts,
    IOptions<RecoveryOptions> options,
    TimeProvider time,
    ILogger<LateCharges> log) : BackgroundService
{
    private readonly RepeatedFailures failures = new(log, time, "Asking about calls that were given up");
    private const int Batch = 50;
    private readonly ConcurrentDictionary<ModelCallId, DateTime> next = new();

    /// <summary>Looks up what is due: each call again when its age has doubled, and last when it is too old for a charge.</summary>
    /// <returns>How many were found.</returns>
    public async Task<int> LookAsync(CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        var oldest = now - options.Value.LateChargeWindow;
        var given = await GivenUpAsync(oldest, cancellationToken);
        var found = 0;
        foreach (var call in given.Where(c => !next.TryGetValue(c.Id, out var due) || due <= now).Take(Batch))
        {
            var (age, left) = (now - call.EndedAt!.Value, call.EndedAt.Value - oldest);
            next[call.Id] = now + (left > TimeSpan.Zero && left < age ? left : age);
            var provider = providers.Get(call.Provider);
            if (!provider.CapabilitiesFor(call.Kind).LookUp) continue;
            switch (await provider.LookUpAsync(call.Id, cancellationToken))
            {
                case LookUpOutcome.Found answer:
                    await answers.RecordAsync(call.Id, answer.Body, answer.ProviderRef, cancellationToken);
                    log.LogWarning("{Provider} charged call {Call} after it had been given up; the charge is booked", call.Provider, call.Id);
                    found++;
                    break;
                case LookUpOutcome.Absent when left <= TimeSpan.Zero:
                    await doubts.TakeBackAsync(call.Id, cancellationToken);
                    break;
            }
        }

        foreach (var old in next.Keys.Except(given.Select(c => c.Id))) next.TryRemove(old, out _);
        return found;
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        PeriodicWork.RunAsync(LookAsync, options.Value.Sweep, failures, time, stoppingToken);

    private async Task<List<ModelCall>> GivenUpAsync(DateTime oldest, CancellationToken cancellationToken)
    {
        var asked = providers.Configured.Where(p => p.Capabilities.LookUp).Select(p => p.Name).ToList();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.ModelCalls.AsNoTracking()
            .Where(c => asked.Contains(c.Provider) && (c.State == CallState.Resubmitted || c.State == CallState.WrittenOff))
            .Where(c => c.EndedAt > oldest || (c.State == CallState.Resubmitted && (c.CostNanos > 0 || c.Pricing == PricingState.Unpriced)))
            .OrderBy(c => c.EndedAt).ToListAsync(cancellationToken);
    }
}

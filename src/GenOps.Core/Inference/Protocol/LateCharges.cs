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
/// time is kept and booked as a late charge, so that no bill goes unrecorded.
/// </summary>
public sealed class LateCharges(
    IDbContextFactory<GenOpsDbContext> factory,
    IProviderRegistry providers,
    CallLog calls,
    IOptions<RecoveryOptions> options,
    TimeProvider time,
    ILogger<LateCharges> log) : BackgroundService
{
    private readonly RepeatedFailures failures = new(log, time, "Asking about calls that were given up");
    private const int Batch = 50;
    private readonly ConcurrentDictionary<ModelCallId, DateTime> next = new();

    /// <summary>Looks up what is due: each call again when its age has doubled, until it is too old.</summary>
    /// <returns>How many were found.</returns>
    public async Task<int> LookAsync(CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        var given = await GivenUpAsync(now, cancellationToken);
        var found = 0;
        foreach (var call in given.Where(c => !next.TryGetValue(c.Id, out var due) || due <= now).Take(Batch))
        {
            next[call.Id] = now + (now - call.EndedAt!.Value);
            if (CanLookUp(call) is not { } provider) continue;
            if (await provider.LookUpAsync(call.Id, cancellationToken) is not LookUpOutcome.Found answer) continue;
            await calls.RecordAnswerAsync(call.Id, answer.Body, answer.ProviderRef, cancellationToken);
            log.LogWarning("{Provider} charged call {Call} after it had been given up; the charge is booked", call.Provider, call.Id);
            found++;
        }

        foreach (var old in next.Keys.Except(given.Select(c => c.Id))) next.TryRemove(old, out _);
        return found;
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        PeriodicWork.RunAsync(LookAsync, options.Value.Sweep, failures, time, stoppingToken);

    private async Task<List<ModelCall>> GivenUpAsync(DateTime now, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var oldest = now - options.Value.LateChargeWindow;
        return await db.ModelCalls.AsNoTracking()
            .Where(c => (c.State == CallState.Resubmitted || c.State == CallState.WrittenOff) && c.EndedAt > oldest)
            .OrderBy(c => c.EndedAt).ToListAsync(cancellationToken);
    }

    private IModelProvider? CanLookUp(ModelCall call)
    {
        if (!providers.Configured.Any(p => p.Name == call.Provider)) return null;
        var provider = providers.Get(call.Provider);
        return provider.CapabilitiesFor(call.Kind).LookUp ? provider : null;
    }
}

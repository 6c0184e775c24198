using System.Globalization;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Inference.Limits;

/// <summary>A call has to wait for a limit.</summary>
/// <param name="Until">Not before, UTC.</param>
/// <param name="Reason">In plain words.</param>
public sealed record PermitWait(DateTime Until, string Reason);

/// <summary>Gives calls out within the limits of their provider and model.</summary>
public static class CallPermits
{
    /// <summary>How soon a call asks again for one of the places that are all taken.</summary>
    private static readonly TimeSpan PlaceLook = TimeSpan.FromSeconds(3);

    /// <summary>Part of T1: takes a permit of each limit there is, under its row's lock, or none.</summary>
    /// <param name="db">A context whose transaction is open; rolled back by the caller where the call has to wait.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="model">The model.</param>
    /// <param name="tokens">At worst.</param>
    /// <param name="now">UTC.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Null when it may go.</returns>
    public static async Task<PermitWait?> TakeAsync(
        GenOpsDbContext db, string provider, string model, long tokens, DateTime now, CancellationToken cancellationToken)
    {
        var limits = db.CallLimits.Where(l => l.Provider == provider && (l.Model == "" || l.Model == model));
        if (!await limits.AnyAsync(cancellationToken)) return null;
        foreach (var name in await limits.Select(l => l.Model).OrderBy(m => m).ToListAsync(cancellationToken))
        {
            var row = limits.Where(l => l.Model == name);
            await row.LockAsync(db, cancellationToken);
            var limit = await row.AsNoTracking().SingleAsync(cancellationToken);
            if (await WaitAsync(db, limit, tokens, now, cancellationToken) is { } wait) return wait;
            var (requests, used) = (limit.RequestsLeft - 1, limit.TokensLeft - tokens);
            await row.ExecuteUpdateAsync(
                l => l.SetProperty(x => x.RequestsLeft, requests).SetProperty(x => x.TokensLeft, used).SetProperty(x => x.FilledAt, now), cancellationToken);
        }

        return null;
    }

    /// <summary>Takes a permit of each of some limits, which were read under their locks, or of none.</summary>
    /// <param name="limits">As they were where the call has to wait.</param>
    /// <param name="tokens">At worst.</param>
    /// <param name="now">UTC.</param>
    /// <param name="underWay">How many calls of a limit are under way; asked only of those that bound it.</param>
    /// <returns>False where the call has to wait.</returns>
    internal static bool Take(IReadOnlyList<CallLimit> limits, long tokens, DateTime now, Func<CallLimit, int> underWay)
    {
        var before = limits.Select(l => (l.RequestsLeft, l.TokensLeft, l.FilledAt)).ToList();
        if (limits.Any(l => Wait(l, tokens, now) is not null || (l.AtOnce is { } places && underWay(l) >= places)))
        {
            // Each was filled up to now to see it, which nobody writes.
            foreach (var (limit, was) in limits.Zip(before)) (limit.RequestsLeft, limit.TokensLeft, limit.FilledAt) = was;
            return false;
        }

        foreach (var limit in limits) (limit.RequestsLeft, limit.TokensLeft) = (limit.RequestsLeft - 1, limit.TokensLeft - tokens);
        return true;
    }

    /// <summary>Part of T3 for a refusal: no node sends to this model before the provider is ready for it.</summary>
    public static async Task BlockAsync(GenOpsDbContext db, string provider, string model, DateTime until, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlInterpolatedAsync(
            $"""
            INSERT INTO "CallLimits" ("Provider", "Model", "RequestsLeft", "TokensLeft") VALUES ({provider}, {model}, 0, 0) ON CONFLICT DO NOTHING
            """,
            cancellationToken);
        await db.CallLimits.Where(l => l.Provider == provider && l.Model == model && (l.BlockedUntil == null || l.BlockedUntil < until))
            .ExecuteUpdateAsync(l => l.SetProperty(x => x.BlockedUntil, until), cancellationToken);
    }

    /// <summary>Fills a limit up to now.</summary>
    public static void Fill(CallLimit limit, DateTime now)
    {
        var minutes = limit.FilledAt is { } at ? Math.Max(0, (now - at).TotalMinutes) : 1;
        if (limit.FilledAt is null) (limit.RequestsLeft, limit.TokensLeft) = (0, 0);
        if (limit.RequestsPerMinute is { } requests) limit.RequestsLeft = Math.Min(requests, limit.RequestsLeft + (requests * minutes));
        if (limit.TokensPerMinute is { } tokens) limit.TokensLeft = Math.Min(tokens, limit.TokensLeft + (tokens * minutes));
        limit.FilledAt = now;
    }

    private static async Task<PermitWait?> WaitAsync(
        GenOpsDbContext db, CallLimit limit, long tokens, DateTime now, CancellationToken cancellationToken)
    {
        if (Wait(limit, tokens, now) is { } wait) return wait;
        if (limit.AtOnce is not { } places) return null;
        var taken = await db.ModelCalls.CountAsync(
            c => c.Provider == limit.Provider && (limit.Model == "" || c.Model == limit.Model) && (c.State == CallState.Intent || c.State == CallState.Sending),
            cancellationToken);
        return taken < places ? null : new PermitWait(now + PlaceLook, $"{NameOf(limit)} takes {places} calls at a time.");
    }

    private static string NameOf(CallLimit limit) => limit.Model.Length == 0 ? limit.Provider : $"{limit.Provider}/{limit.Model}";

    /// <summary>How long a call has to wait for a minute's limits, which are filled up to now; null where it need not.</summary>
    private static PermitWait? Wait(CallLimit limit, long tokens, DateTime now)
    {
        var of = NameOf(limit);
        if (limit.BlockedUntil is { } blocked && blocked > now) return new PermitWait(blocked, $"{of} asked for patience.");
        Fill(limit, now);
        if (limit.RequestsPerMinute is { } requests && limit.RequestsLeft < 1)
            return Later(now, (1 - limit.RequestsLeft) / requests, $"{of} takes {requests} requests a minute.");
        // A call larger than a whole minute's tokens goes when they are full, and the next ones wait the longer.
        if (limit.TokensPerMinute is { } most && limit.TokensLeft < Math.Min(tokens, most))
            return Later(now, (Math.Min(tokens, most) - limit.TokensLeft) / most, $"{of} takes {most.ToString("#,##0", CultureInfo.InvariantCulture)} tokens a minute.");
        return null;
    }

    private static PermitWait Later(DateTime now, double minutes, string reason) => new(now.AddMinutes(minutes).AddMilliseconds(1), reason);
}

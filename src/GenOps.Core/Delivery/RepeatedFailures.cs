using GenOps.Core.Data;
using Microsoft.Extensions.Logging;

namespace GenOps.Core.Delivery;

/// <summary>
/// Tells of work that fails again and again without filling the log: each new reason at once, what repeats itself once a minute with
/// a count, and its end once.
/// </summary>
/// <param name="log">Where.</param>
/// <param name="time">For the minute.</param>
/// <param name="what">The work, as a sentence begins: <c>The sweep</c>.</param>
public sealed class RepeatedFailures(ILogger log, TimeProvider time, string what)
{
    /// <summary>How long a reason that was told is not told again.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    /// <summary>More reasons than these count as repetitions: some hold a number that is never the same.</summary>
    private const int MostReasons = 8;

    private readonly Lock gate = new();
    private readonly HashSet<string> reasons = [];
    private long toldAt;
    private long failedAt;
    private int count;

    /// <summary>It failed.</summary>
    public void Add(Exception exception)
    {
        var trouble = StorageFault.Of(exception);
        var root = exception.GetBaseException();
        var reason = trouble is { } known ? StorageFault.Words(known) : PlainWords.Of(root.Message);
        lock (gate)
        {
            // Whoever does not say that it went well again is over it when it was quiet for a while.
            if (count > 0 && time.GetElapsedTime(failedAt) > 2 * Quiet) Forget();
            failedAt = time.GetTimestamp();
            count++;
            if (reasons.Count < MostReasons && reasons.Add($"{root.GetType().Name}: {reason}"))
            {
                // A disk or a server that is away says all there is to say in one line.
                if (trouble is null) log.LogError(exception, "{Work} failed; it is tried again", what);
                else log.LogError("{Work} failed: {Reason} ({Detail})", what, reason, PlainWords.Of(root.Message));
                toldAt = time.GetTimestamp();
            }
            else if (time.GetElapsedTime(toldAt) >= Quiet)
            {
                log.LogError("{Work} still fails, {Count} times so far: {Reason}", what, count, reason);
                toldAt = time.GetTimestamp();
            }
        }
    }

    /// <summary>It went well.</summary>
    public void Passed()
    {
        if (Volatile.Read(ref count) == 0) return;
        lock (gate)
        {
            if (count > 0) log.LogWarning("{Work} goes on after {Count} failures", what, count);
            Forget();
        }
    }

    private void Forget()
    {
        count = 0;
        reasons.Clear();
    }
}

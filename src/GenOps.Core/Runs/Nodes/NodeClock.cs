namespace GenOps.Core.Runs.Nodes;

/// <summary>
/// The time of this process. On PostgreSQL it follows the database's clock, so that what one node writes as due is due for
/// all of them, however wrong the clock of a machine is. On SQLite it is the machine's.
/// </summary>
/// <param name="machine">The clock of the machine.</param>
public sealed class NodeClock(TimeProvider machine) : TimeProvider
{
    /// <summary>A smaller difference is the way of the answer, not a wrong clock.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    private long offset;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => machine.GetUtcNow().AddTicks(Interlocked.Read(ref offset));

    /// <summary>Goes by another clock from now on.</summary>
    /// <param name="now">What it says at this moment, UTC.</param>
    /// <returns>By how much the machine's clock is behind it; zero where they agree.</returns>
    public TimeSpan Follow(DateTime now)
    {
        var difference = now - machine.GetUtcNow().UtcDateTime;
        if (difference.Duration() <= Tolerance) difference = TimeSpan.Zero;
        Interlocked.Exchange(ref offset, difference.Ticks);
        return difference;
    }
}

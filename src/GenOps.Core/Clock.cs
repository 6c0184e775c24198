namespace GenOps.Core;

/// <summary>The one way to take the time.</summary>
public static class Clock
{
    /// <summary>UTC, truncated to microseconds: PostgreSQL keeps no more, and what is hashed must read back the same.</summary>
    public static DateTime UtcNow(this TimeProvider time)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);
    }
}

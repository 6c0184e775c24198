namespace GenOps.Core.Alerts;

/// <summary>One telling of one alert over one channel; sent at least once.</summary>
public sealed class AlertNotice
{
    public required AlertNoticeId Id { get; init; }

    public required AlertId AlertId { get; init; }

    /// <summary><c>webhook</c> or <c>email</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>Whether it tells that the trouble is over.</summary>
    public required bool IsResolved { get; init; }

    /// <summary>Not before, UTC; moved on by whoever takes it, so that two do not send it at once.</summary>
    public required DateTime DueAt { get; set; }

    public int Attempts { get; set; }

    /// <summary>UTC; null until it was taken, or while it is given up.</summary>
    public DateTime? SentAt { get; set; }

    /// <summary>Why the last attempt failed; empty when none did.</summary>
    public string Problem { get; set; } = "";
}

namespace GenOps.Core.Alerts;

/// <summary>What is sent.</summary>
/// <param name="Notice">The same for each attempt, so that a receiver can drop a repetition.</param>
/// <param name="Alert">As it stands now.</param>
/// <param name="IsResolved">Whether it tells that the trouble is over.</param>
public sealed record AlertMessage(AlertNoticeId Notice, Alert Alert, bool IsResolved)
{
    /// <summary>One line.</summary>
    public string Subject => $"{(IsResolved ? "Resolved: " : "")}{Alert.Title}{(Alert.Count > 1 && !IsResolved ? $" ({Alert.Count})" : "")}";
}

/// <summary>A way to tell people who do not look at the app.</summary>
public interface IAlertChannel
{
    /// <summary><c>webhook</c> or <c>email</c>.</summary>
    string Name { get; }

    /// <summary>Sends; returning means that the receiver has taken it.</summary>
    /// <exception cref="AlertNotSentException">It has not, or nobody knows; it is sent again.</exception>
    Task SendAsync(AlertMessage message, CancellationToken cancellationToken);
}

/// <summary>The receiver did not take it.</summary>
public sealed class AlertNotSentException(string message, Exception? inner = null) : Exception(message, inner);

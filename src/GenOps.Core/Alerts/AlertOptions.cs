namespace GenOps.Core.Alerts;

/// <summary>When people are told, and how: the settings <c>GenOps:Alerts</c>.</summary>
public sealed class AlertOptions
{
    /// <summary>A failure is told of for so long, hours.</summary>
    /// <value>The default is 24.</value>
    public int FailedHours { get; set; } = 24;

    /// <summary>A step without a living owner is stuck after so long, minutes.</summary>
    /// <value>The default is 5; a healthy take-over needs less than one.</value>
    public int StuckMinutes { get; set; } = 5;

    /// <summary>A ready step may wait so long for a worker, minutes.</summary>
    /// <value>The default is 15.</value>
    public int QueueMinutes { get; set; } = 15;

    /// <summary>A call is in doubt for so long before people are told, minutes: many are settled by themselves.</summary>
    /// <value>The default is 2.</value>
    public int InDoubtMinutes { get; set; } = 2;

    /// <summary>A provider is down after so many refused calls in a row.</summary>
    /// <value>The default is 5.</value>
    public int DownCalls { get; set; } = 5;

    /// <summary>Where the app is reached, for links in messages; <c>GenOps:PublicUrl</c> when empty. Without both they carry paths only.</summary>
    public string PublicUrl { get; set; } = "";

    public AlertWebhookOptions Webhook { get; set; } = new();

    public AlertSmtpOptions Smtp { get; set; } = new();
}

/// <summary>A receiver of signed JSON; off without an address.</summary>
public sealed class AlertWebhookOptions
{
    public string Url { get; set; } = "";

    /// <summary>What deliveries are signed with, 16 characters at least.</summary>
    public string Secret { get; set; } = "";
}

/// <summary>A mail server; off without a host.</summary>
public sealed class AlertSmtpOptions
{
    public string Host { get; set; } = "";

    /// <value>The default is 587.</value>
    public int Port { get; set; } = 587;

    /// <summary>Null signs in as nobody.</summary>
    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>The sender's address.</summary>
    public string From { get; set; } = "";

    /// <summary>The receivers' addresses, with commas between them.</summary>
    public string To { get; set; } = "";

    /// <summary><c>StartTls</c>, <c>Tls</c> or <c>None</c>.</summary>
    /// <value>The default is <c>StartTls</c>.</value>
    public string Security { get; set; } = "StartTls";
}

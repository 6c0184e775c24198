using System.Net.Sockets;
using GenOps.Core.Outbound;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace GenOps.Core.Alerts.Channels;

/// <summary>Sends alerts as plain text by SMTP, to all receivers in one message.</summary>
internal sealed class AlertMail(IOptions<AlertOptions> options, OutboundGuard guard, TimeProvider clock) : IAlertChannel
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    public string Name => "email";

    public async Task SendAsync(AlertMessage message, CancellationToken cancellationToken)
    {
        var settings = options.Value.Smtp;
        using var limit = new CancellationTokenSource(Timeout, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var client = new SmtpClient();
        try
        {
            await using var connection = await guard.ConnectAsync(OutboundTarget.Of(settings.Host, settings.Port), linked.Token);
            await client.ConnectAsync(connection, settings.Host, settings.Port, SecurityOf(settings), linked.Token);
            if (!string.IsNullOrEmpty(settings.User)) await client.AuthenticateAsync(settings.User, settings.Password ?? "", linked.Token);
            using var mail = Mail(message, settings);
            await client.SendAsync(mail, linked.Token);
            await client.DisconnectAsync(quit: true, linked.Token);
        }
        catch (Exception e) when (e is ProtocolException or CommandException or AuthenticationException or SslHandshakeException or SocketException or IOException or NotSupportedException or InvalidOperationException)
        {
            throw new AlertNotSentException($"{settings.Host} did not take the message: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AlertNotSentException($"{settings.Host} took longer than {Timeout.TotalSeconds:0} s.", e);
        }
    }

    /// <summary>The same identity for each attempt, so that a mail server can drop a repetition.</summary>
    private MimeMessage Mail(AlertMessage message, AlertSmtpOptions settings)
    {
        var mail = new MimeMessage { Subject = $"[GenOps] {message.Subject}", MessageId = $"{message.Notice}@genops", Date = clock.GetUtcNow() };
        mail.From.Add(MailboxAddress.Parse(settings.From));
        foreach (var to in settings.To.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) mail.To.Add(MailboxAddress.Parse(to));
        var alert = message.Alert;
        mail.Body = new TextPart("plain")
        {
            Text = $"{alert.Title}\n\n{alert.Text}\n\n{(message.IsResolved ? "It is over." : $"Shown by {alert.Count} {(alert.Count == 1 ? "row" : "rows")}.")} "
                + $"Raised {alert.RaisedAt:yyyy-MM-dd HH:mm} UTC.\n{options.Value.PublicUrl.TrimEnd('/')}{alert.Link}\n"
                + (message.IsResolved || alert.WayOut.Length == 0 ? "" : $"{alert.WayOut}\n{options.Value.PublicUrl.TrimEnd('/')}{alert.WayOutLink}\n"),
        };
        return mail;
    }

    private static SecureSocketOptions SecurityOf(AlertSmtpOptions settings) => settings.Security.ToUpperInvariant() switch
    {
        "NONE" => SecureSocketOptions.None,
        "TLS" => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.StartTls,
    };
}

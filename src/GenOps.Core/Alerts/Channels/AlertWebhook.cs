using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GenOps.Core.Outbound;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Alerts.Channels;

/// <summary>Posts alerts as JSON signed like GenOps's other webhooks: HMAC-SHA-256 over timestamp, a dot and the body; one idempotency key for all attempts.</summary>
internal sealed class AlertWebhook(IOptions<AlertOptions> options, IHttpClientFactory http, TimeProvider clock) : IAlertChannel
{
    public const string ClientName = "genops-alerts";

    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    public string Name => "webhook";

    public async Task SendAsync(AlertMessage message, CancellationToken cancellationToken)
    {
        var settings = options.Value.Webhook;
        var body = Body(message, options.Value.PublicUrl);
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.Add("X-GenOps-Timestamp", timestamp);
        request.Headers.Add("X-GenOps-Signature", Sign(settings.Secret, timestamp, body));
        request.Headers.Add("Idempotency-Key", message.Notice.ToString());
        using var client = http.CreateClient(ClientName);
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!answer.IsSuccessStatusCode) throw new AlertNotSentException($"The receiver answered {(int)answer.StatusCode}.");
        }
        catch (HttpRequestException e)
        {
            throw new AlertNotSentException($"The receiver cannot be reached: {(e.InnerException is NotConnectedException own ? own.Message : e.Message)}", e);
        }
        catch (TaskCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AlertNotSentException($"The receiver gave no answer within {Timeout.TotalSeconds:0} s.", e);
        }
    }

    private static string Sign(string secret, string timestamp, byte[] body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(timestamp + "."), .. body];
        return "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
    }

    private static byte[] Body(AlertMessage message, string publicUrl) => Json.WriteObject(json =>
    {
        json.WriteString("event", message.IsResolved ? "alert.resolved" : "alert.raised");
        json.WriteString("alert", message.Alert.Id.Value);
        json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(message.Alert.Kind.ToString()));
        json.WriteString("target", message.Alert.Target);
        json.WriteString("title", message.Alert.Title);
        json.WriteString("text", message.Alert.Text);
        json.WriteNumber("count", message.Alert.Count);
        json.WriteString("raised_at", message.Alert.RaisedAt);
        json.WriteString("link", publicUrl.TrimEnd('/') + message.Alert.Link);
        if (message.IsResolved || message.Alert.WayOut.Length == 0) return;
        json.WriteString("way_out", message.Alert.WayOut);
        json.WriteString("way_out_link", publicUrl.TrimEnd('/') + message.Alert.WayOutLink);
    });
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GenOps.Core.Outbound;
using GenOps.Core.Outputs;

namespace GenOps.Core.Publishing;

/// <summary>
/// Posts outputs as signed JSON. The signature is HMAC-SHA-256 over timestamp, a dot and the body; the idempotency key is the same for
/// each attempt at the same content, so that a receiver can drop a repetition.
/// </summary>
internal sealed class WebhookChannel(Uri url, string secret, IHttpClientFactory http, TimeProvider clock) : IPublishChannel
{
    public const string ClientName = "genops-webhook";
    public const int MinSecretLength = 16;

    /// <summary>A receiver that takes longer leaves the delivery in doubt.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>The query stays out of what is shown and stored: it may hold a secret.</summary>
    public string TargetOf(string pipeline, RunId run, DateTime draftedAt, string? subFolder) => url.GetLeftPart(UriPartial.Path);

    public async Task<SendResult> SendAsync(Parcel parcel, CancellationToken cancellationToken)
    {
        using var request = Request(parcel);
        using var client = http.CreateClient(ClientName);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return Judge(response.StatusCode);
        }
        catch (HttpRequestException e) when (e.InnerException is OutboundRefusedException refused)
        {
            return new SendResult.Rejected(refused.Message, Retryable: false);
        }
        catch (HttpRequestException e) when (NeverSent(e))
        {
            return new SendResult.Rejected($"{Host} cannot be reached: {e.Message}", Retryable: true);
        }
        catch (HttpRequestException e)
        {
            return new SendResult.InDoubt($"The connection to {Host} broke before it answered: {e.Message}");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SendResult.InDoubt($"{Host} gave no answer within {Timeout.TotalSeconds:0} s.");
        }
    }

    private string Host => url.Authority;

    private SendResult Judge(HttpStatusCode status)
    {
        var told = $"{Host} answered {(int)status}";
        return (int)status switch
        {
            >= 200 and < 300 => new SendResult.Accepted(told),
            429 or 503 or 408 or 425 => new SendResult.Rejected($"{told}: it asks to come back later.", Retryable: true),
            >= 500 => new SendResult.InDoubt($"{told}."),
            >= 300 and < 400 => new SendResult.Rejected($"{told}, a redirect; set the channel's address to where it leads.", Retryable: false),
            _ => new SendResult.Rejected($"{told}: it does not want this delivery.", Retryable: false),
        };
    }

    private HttpRequestMessage Request(Parcel parcel)
    {
        var body = Body(parcel);
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds().ToString();
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.Add("X-GenOps-Timestamp", timestamp);
        request.Headers.Add("X-GenOps-Signature", Sign(secret, timestamp, body));
        request.Headers.Add("Idempotency-Key", parcel.Id.ToString());
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("GenOps", null));
        return request;
    }

    private static string Sign(string secret, string timestamp, byte[] body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(timestamp + "."), .. body];
        return "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
    }

    private static byte[] Body(Parcel parcel) => Json.WriteObject(json =>
    {
        json.WriteString("event", "outputs.published");
        json.WriteString("run", parcel.RunId.Value);
        json.WriteString("pipeline", parcel.Pipeline);
        json.WriteString("money", parcel.Money == MoneyMode.Live ? "live" : "sandbox");
        json.WriteStartArray("outputs");
        foreach (var output in parcel.Outputs)
        {
            json.WriteStartObject();
            json.WriteString("id", output.Value);
            WriteFiles(json, "artifacts", parcel.Files.Where(f => f.OutputId == output));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        // A table over several outputs belongs to none of them.
        WriteFiles(json, "tables", parcel.Files.Where(f => f.OutputId is null));
    });

    private static void WriteFiles(Utf8JsonWriter json, string name, IEnumerable<DeliveredFile> files)
    {
        json.WriteStartArray(name);
        foreach (var file in files)
        {
            json.WriteStartObject();
            json.WriteString("name", file.Name.Replace('\\', '/'));
            json.WriteString("media_type", file.MediaType);
            if (MediaTypes.IsText(file.MediaType)) json.WriteString("text", Encoding.UTF8.GetString(file.Content));
            else json.WriteBase64String("base64", file.Content);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static bool NeverSent(HttpRequestException e) =>
        e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
        || e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused };
}

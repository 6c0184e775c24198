using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using OpenAI.Chat;

namespace GenOps.Core.Inference.Providers.OpenAICompatible;

/// <summary>Reads a server's list of models.</summary>
internal static class ModelList
{
    /// <summary>The models by name, or what is wrong in plain words.</summary>
    public static async Task<(IReadOnlyList<string>? Models, string? Problem)> ReadAsync(
        ProviderTransport transport, TimeSpan deadline, TimeProvider time, CancellationToken cancellationToken)
    {
        var settings = transport.Settings;
        using var timer = new CancellationTokenSource(deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return (Names(await ProviderRead.GetAsync(transport, "models", either.Token)), null);
        }
        catch (JsonException)
        {
            return (null, $"{settings.BaseUrl} answers, but not as an OpenAI-compatible API. Most base URLs end in /v1.");
        }
        catch (Exception failure) when (failure is RefusedException or IOException or HttpRequestException or OperationCanceledException
            or ClientResultException or AggregateException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (null, new SendFailure(settings with { Timeout = deadline }, time).Classify(failure, cancelled: false) switch
            {
                SendOutcome.Rejected rejected => rejected.Reason,
                SendOutcome.InDoubt doubt => doubt.Reason,
                var other => throw new InvalidOperationException($"A failure cannot be {other}."),
            });
        }
    }

    private static List<string> Names(byte[] body)
    {
        using var document = Json.ParseDocument(body);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("data", out var data)
            || data.ValueKind != JsonValueKind.Array)
            throw new JsonException("The list of models has no data.");
        return [.. data.EnumerateArray()
            .Where(model => model.ValueKind == JsonValueKind.Object && model.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String)
            .Select(model => model.GetProperty("id").GetString()!)
            .Order(StringComparer.Ordinal)];
    }
}

/// <summary>Reads from a provider what costs nothing.</summary>
internal static class ProviderRead
{
    /// <summary>Much more than any list: what is larger is not read to its end.</summary>
    private const int MostBytes = 128 << 20;

    /// <summary>The body at a path below the base URL.</summary>
    /// <exception cref="AnswerCutException">The answer ended early.</exception>
    /// <exception cref="RefusedException">The status is not 2xx.</exception>
    public static async Task<byte[]> GetAsync(ProviderTransport transport, string pathAndQuery, CancellationToken cancellationToken)
    {
        var pipeline = new ChatClient("any", transport.Credential(), transport.Options()).Pipeline;
        using var message = pipeline.CreateMessage();
        message.BufferResponse = false;
        message.Apply(new RequestOptions { CancellationToken = cancellationToken });
        message.Request.Method = "GET";
        message.Request.Uri = new Uri($"{transport.Settings.BaseUrl.ToString().TrimEnd('/')}/{pathAndQuery}");
        message.Request.Headers.Set("Accept", "application/json");
        await pipeline.SendAsync(message);
        var received = await CanonicalSend.ReadAsync(message.Response!, MostBytes, cancellationToken);
        return received.IsCut ? throw new AnswerCutException(received.Body, new IOException($"The answer is larger than {MostBytes >> 20} MiB.")) : received.Body;
    }
}

using System.Buffers;
using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using GenOps.Core.Faults;

namespace GenOps.Core.Inference.Providers.OpenAICompatible;

/// <summary>One sending of stored bytes: what the leaf clients get through the raw representation of their options.</summary>
/// <param name="Request">The stored request.</param>
/// <param name="Call">The call's id, sent as idempotency key.</param>
/// <param name="MostBytes">How much of the answer is taken.</param>
internal sealed record CanonicalSend(CanonicalRequest Request, ModelCallId Call, int MostBytes)
{
    /// <summary>The bytes, as the SDK takes them.</summary>
    public BinaryContent Content() => BinaryContent.Create(BinaryData.FromBytes(Request.Body));

    /// <summary>The options of the protocol method: our key, errors as answers, the body read by us.</summary>
    public RequestOptions Options(CancellationToken cancellationToken)
    {
        var options = new RequestOptions
        {
            BufferResponse = false,
            ErrorOptions = ClientErrorBehaviors.NoThrow,
            CancellationToken = cancellationToken,
        };
        options.SetHeader("Idempotency-Key", Call.ToString());
        return options;
    }

    /// <summary>Reads the answer, the whole of it or as much as is taken.</summary>
    /// <exception cref="AnswerCutException">The answer ended early; what arrived is in it.</exception>
    /// <exception cref="RefusedException">The status is not 2xx.</exception>
    public static async Task<ReceivedAnswer> ReadAsync(PipelineResponse response, int mostBytes, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        var cut = false;
        await CrashPoints.ReachAsync(CrashPoint.AnswerAwaited);
        try
        {
            if (response.ContentStream is { } stream)
                cut = !await CopyAsync(stream, whole, mostBytes, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or HttpRequestException)
        {
            throw new AnswerCutException(whole.ToArray(), failure);
        }

        if (response.Status is < 200 or >= 300)
            throw RefusedException.From(response, whole.ToArray());
        return new ReceivedAnswer(whole.ToArray(), cut);
    }

    /// <returns>Whether it was the whole.</returns>
    private static async Task<bool> CopyAsync(Stream from, MemoryStream to, int mostBytes, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
        var whole = await CopyAsync(from, to, buffer, mostBytes, cancellationToken);
        // Where it broke off, somebody may still read into it.
        ArrayPool<byte>.Shared.Return(buffer);
        return whole;
    }

    private static async Task<bool> CopyAsync(Stream from, MemoryStream to, byte[] buffer, int mostBytes, CancellationToken cancellationToken)
    {
        var reading = from.ReadAsync(buffer, cancellationToken);
        while (await reading is > 0 and var read)
        {
            var taken = (int)Math.Min(read, mostBytes - to.Length);
            to.Write(buffer, 0, taken);
            if (taken < read) return false;
            reading = from.ReadAsync(buffer, cancellationToken);
            if (!reading.IsCompleted && AnswerTrail.Current is { } trail)
                await trail.KeepAsync(to);
            await CrashPoints.ReachAsync(CrashPoint.BodyBegun);
        }

        return true;
    }
}

/// <summary>The answer began and did not end.</summary>
/// <param name="partial">What arrived.</param>
/// <param name="cause">What ended it.</param>
internal sealed class AnswerCutException(byte[] partial, Exception cause) : IOException(cause.Message, cause)
{
    /// <summary>What arrived; may be empty.</summary>
    public byte[] Partial { get; } = partial;
}

/// <summary>The provider answered with a status other than 2xx.</summary>
internal sealed class RefusedException : Exception
{
    private const int LongestMessage = 400;

    private RefusedException(int status, string message)
        : base(message) => Status = status;

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The provider's own error code; null for none.</summary>
    public string? Code { get; private init; }

    /// <summary>The <c>Retry-After</c> as sent; null for none.</summary>
    public string? RetryAfter { get; private init; }

    /// <summary>The body; empty for none.</summary>
    public byte[] Body { get; private init; } = [];

    /// <summary>Reads an error answer.</summary>
    public static RefusedException From(PipelineResponse response, byte[] body)
    {
        var (message, code) = Error(body);
        return new RefusedException(response.Status, message.Length > LongestMessage ? message[..LongestMessage] + "…" : message)
        {
            Code = code,
            RetryAfter = response.Headers.TryGetValue("Retry-After", out var after) ? after : null,
            Body = body,
        };
    }

    private static (string Message, string? Code) Error(byte[] body)
    {
        try
        {
            using var document = Json.ParseDocument(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("error", out var error))
            {
                if (error.ValueKind == JsonValueKind.String)
                    return (JoinedText.Of(error)!, null);
                if (error.ValueKind == JsonValueKind.Object)
                    return (JoinedText.Of(error, "message") ?? "", JoinedText.Of(error, "code") ?? JoinedText.Of(error, "type"));
            }
        }
        catch (JsonException)
        {
            // An error page need not be JSON; its first words are the best there is.
        }

        return (AnswerText.Excerpt(Encoding.UTF8.GetString(body)), null);
    }
}

using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenOps.Core;
using GenOps.Core.Pipelines.Definitions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace GenOps.Web.Http;

/// <summary>The body of a request is larger than is taken.</summary>
/// <param name="limit">The most bytes of its body.</param>
/// <param name="setting">The setting the limit comes from, below <c>GenOps:Limits</c>.</param>
public sealed class BodyTooLargeException(long limit, string setting) : GenOpsException(
    $"The body of the request is larger than {InputLimits.Words(limit)}. Send less at a time, or raise GenOps:Limits:{setting}.");

/// <summary>Reads the JSON object of a request, within bounds, with a message for people where it cannot be read.</summary>
internal static class RequestBody
{
    /// <summary>
    /// A longer body is read and thrown away up to this, so that the sender gets to read the answer instead of a broken connection.
    /// </summary>
    private const long DrainLimit = 256 * 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>The object; an empty one for an empty body.</summary>
    /// <exception cref="BodyTooLargeException">It has more than <see cref="InputLimits.BodyBytes"/>.</exception>
    /// <exception cref="InvalidInputException">It is no JSON object.</exception>
    public static async Task<JsonObject> ReadObjectAsync(HttpContext context)
    {
        var bytes = await ReadAsync(context);
        if (bytes.Length == 0) return [];
        const string Cure = "Send one JSON object, such as {\"pipeline\": \"release-announcement\", \"inputs\": {…}}.";
        try
        {
            WellFormedText.DemandJson(bytes);
            return JsonNode.Parse(bytes, documentOptions: Strict) as JsonObject
                ?? throw new InvalidInputException("body", "The body is no JSON object.", Cure);
        }
        catch (JsonException e)
        {
            throw new InvalidInputException("body", $"The body is no JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.", Cure);
        }
    }

    /// <summary>A text of the object; null when it is missing or null.</summary>
    /// <exception cref="InvalidInputException">It is something else than a text.</exception>
    public static string? Text(this JsonObject body, string field) => body[field] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw new InvalidInputException(field, "It is no text.", $"Write \"{field}\": \"…\"."),
    };

    /// <summary>A text that must be there.</summary>
    /// <exception cref="InvalidInputException">It is missing, empty, or something else than a text.</exception>
    public static string RequiredText(this JsonObject body, string field) => body.Text(field) is { } text && !string.IsNullOrWhiteSpace(text)
        ? text
        : throw new InvalidInputException(field, "It is missing.", $"Write \"{field}\": \"…\".");

    /// <summary>A whole number of the object; null when it is missing or null.</summary>
    /// <exception cref="InvalidInputException">It is something else.</exception>
    public static int? Number(this JsonObject body, string field) => body[field] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<int>(out var number) => number,
        _ => throw new InvalidInputException(field, "It is no whole number.", $"Write \"{field}\": 10."),
    };

    /// <summary>A yes or no of the object; the fallback when it is missing or null.</summary>
    /// <exception cref="InvalidInputException">It is something else.</exception>
    public static bool Flag(this JsonObject body, string field, bool fallback = false) => body[field] switch
    {
        null => fallback,
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
        _ => throw new InvalidInputException(field, "It is neither true nor false.", $"Write \"{field}\": true."),
    };

    /// <summary>A time of the object, UTC, as <see cref="RequestQuery.Moment"/> reads it; null when it is missing or null.</summary>
    /// <exception cref="InvalidInputException">It is no time.</exception>
    public static DateTime? Time(this JsonObject body, HttpContext context, string field) =>
        body.Text(field) is { Length: > 0 } text ? RequestQuery.Moment(context, field, text) : null;

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature) feature.MaxRequestBodySize = DrainLimit;
        var limit = context.RequestServices.GetRequiredService<IOptions<InputLimits>>().Value.BodyBytes;
        using var kept = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        long total = 0;
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            total += read;
            if (total <= limit) kept.Write(buffer, 0, read);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return total <= limit ? kept.ToArray() : throw new BodyTooLargeException(limit, nameof(InputLimits.InputsBytes));
    }
}

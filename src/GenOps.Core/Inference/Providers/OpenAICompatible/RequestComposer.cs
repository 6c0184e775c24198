using System.Text.Encodings.Web;
using System.Text.Json;

namespace GenOps.Core.Inference.Providers.OpenAICompatible;

/// <summary>Writes requests in the words of the OpenAI API. The same request and call give the same bytes.</summary>
internal static class RequestComposer
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body for <c>/chat/completions</c>.</summary>
    public static CanonicalRequest Chat(ProviderSettings settings, TextRequest request, ModelCallId call) => new(
        CanonicalRequest.Chat,
        request.Model,
        Write(json =>
        {
            json.WriteString("model", request.Model);
            WriteMessages(json, request);
            json.WriteNumber(LimitField(settings), request.MaxOutputTokens);
            if (request.Temperature is { } temperature)
                json.WriteNumber("temperature", temperature);
            if (request.JsonSchema is { } schema)
                WriteFormat(json, schema);
            if (settings.Streaming)
            {
                json.WriteBoolean("stream", true);
                json.WriteStartObject("stream_options");
                json.WriteBoolean("include_usage", true);
                json.WriteEndObject();
            }

            if (settings.Capabilities.LookUp)
            {
                json.WriteBoolean("store", true);
                json.WriteStartObject("metadata");
                json.WriteString(StoredCompletions.MetadataKey, call.ToString());
                json.WriteEndObject();
            }
        }));

    /// <summary>The body for <c>/images/generations</c>.</summary>
    public static CanonicalRequest Image(ImageRequest request) => new(
        CanonicalRequest.Image,
        request.Model,
        Write(json =>
        {
            json.WriteString("model", request.Model);
            json.WriteString("prompt", request.Prompt);
            json.WriteNumber("n", 1);
            json.WriteString("size", $"{request.Width}x{request.Height}");
            if (request.Quality is { } quality)
                json.WriteString("quality", quality);
            // The newer models always answer in base64 and refuse to be asked for it; all others send a link unasked.
            if (!request.Model.Contains("gpt-image", StringComparison.OrdinalIgnoreCase))
                json.WriteString("response_format", "b64_json");
        }));

    /// <summary>
    /// OpenAI's reasoning models refuse the older word for the output limit, and many compatible servers ignore the
    /// newer one; a limit that is ignored would break the reservation against the budget.
    /// </summary>
    private static string LimitField(ProviderSettings settings) =>
        settings.BaseUrl.Host.EndsWith(".openai.com", StringComparison.OrdinalIgnoreCase)
        || settings.BaseUrl.Host.EndsWith(".azure.com", StringComparison.OrdinalIgnoreCase)
            ? "max_completion_tokens"
            : "max_tokens";

    private static void WriteMessages(Utf8JsonWriter json, TextRequest request)
    {
        json.WriteStartArray("messages");
        if (!string.IsNullOrEmpty(request.System))
            WriteMessage(json, "system", request.System);
        foreach (var message in request.Messages)
            WriteMessage(json, message.Role, message.Text);
        json.WriteEndArray();
    }

    private static void WriteMessage(Utf8JsonWriter json, string role, string text)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteString("content", text);
        json.WriteEndObject();
    }

    private static void WriteFormat(Utf8JsonWriter json, string schema)
    {
        json.WriteStartObject("response_format");
        json.WriteString("type", "json_schema");
        json.WriteStartObject("json_schema");
        json.WriteString("name", "answer");
        json.WriteBoolean("strict", true);
        json.WritePropertyName("schema");
        StrictSchema.From(schema).WriteTo(json);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static byte[] Write(Action<Utf8JsonWriter> members) => Json.WriteObject(members, Plain);
}

using System.Text.Json;
using System.Text.Json.Nodes;
using GenOps.Core.Data;

#pragma warning disable RS0030 // Here is where it may be used: everywhere else nothing would keep it out of the write turn.

namespace GenOps.Core;

/// <summary>
/// All reading and writing of JSON. It takes as long as the text is, so none of it happens while the write turn is held:
/// in debug and test builds each of these throws there, and Core can use nothing else.
/// </summary>
internal static class Json
{
    private const string Act = "reading or writing JSON";

    /// <summary>Writes a value as text.</summary>
    public static string Serialize<T>(T value, JsonSerializerOptions? options = null)
    {
        WriteTurn.MustNotHold(Act);
        return JsonSerializer.Serialize(value, options);
    }

    /// <summary>Writes a value as UTF-8.</summary>
    public static byte[] SerializeToUtf8Bytes<T>(T value, JsonSerializerOptions? options = null)
    {
        WriteTurn.MustNotHold(Act);
        return JsonSerializer.SerializeToUtf8Bytes(value, options);
    }

    /// <summary>Reads a value from text.</summary>
    /// <exception cref="JsonException">It is no JSON, or not of this kind.</exception>
    public static T? Deserialize<T>(string text, JsonSerializerOptions? options = null)
    {
        WriteTurn.MustNotHold(Act);
        return JsonSerializer.Deserialize<T>(text, options);
    }

    /// <summary>Reads a value from UTF-8.</summary>
    /// <exception cref="JsonException">It is no JSON, or not of this kind.</exception>
    public static T? Deserialize<T>(byte[] content, JsonSerializerOptions? options = null)
    {
        WriteTurn.MustNotHold(Act);
        return JsonSerializer.Deserialize<T>(content, options);
    }

    /// <summary>Reads a text as a tree; null for <c>null</c>.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonNode? Parse(string text, JsonDocumentOptions options = default)
    {
        WriteTurn.MustNotHold(Act);
        return JsonNode.Parse(text, documentOptions: options);
    }

    /// <summary>Reads UTF-8 as a tree; null for <c>null</c>.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonNode? Parse(byte[] content, JsonDocumentOptions options = default)
    {
        WriteTurn.MustNotHold(Act);
        return JsonNode.Parse(content, documentOptions: options);
    }

    /// <summary>Reads a text as a document, which the caller disposes.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonDocument ParseDocument(string text, JsonDocumentOptions options = default)
    {
        WriteTurn.MustNotHold(Act);
        return JsonDocument.Parse(text, options);
    }

    /// <summary>Reads UTF-8 as a document, which the caller disposes.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonDocument ParseDocument(ReadOnlyMemory<byte> content)
    {
        WriteTurn.MustNotHold(Act);
        return JsonDocument.Parse(content);
    }

    /// <summary>Reads a stream to its end as a document, which the caller disposes.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonDocument ParseDocument(Stream content)
    {
        WriteTurn.MustNotHold(Act);
        return JsonDocument.Parse(content);
    }

    /// <summary>Writes an object member by member, as UTF-8.</summary>
    public static byte[] WriteObject(Action<Utf8JsonWriter> members, JsonWriterOptions options = default)
    {
        WriteTurn.MustNotHold(Act);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Writes a tree as text.</summary>
    public static string ToText(this JsonNode node, JsonSerializerOptions? options = null)
    {
        WriteTurn.MustNotHold(Act);
        return node.ToJsonString(options);
    }
}

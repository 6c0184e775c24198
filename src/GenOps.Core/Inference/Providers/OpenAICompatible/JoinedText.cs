using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace GenOps.Core.Inference.Providers.OpenAICompatible;

/// <summary>
/// A text out of JSON strings, taken as they stand: a character may be split over two of them, as half a pair of surrogates or as
/// some of its bytes, and comes out whole. What is no character in the end is replaced, and said.
/// </summary>
internal sealed class JoinedText
{
    // A code point that no text has: where it comes out, the bytes were not UTF-8.
    private const char NotUtf8 = '\uFFFE';
    private const char Replacement = '\uFFFD';

    private readonly Decoder decoder =
        Encoding.GetEncoding("utf-8", EncoderFallback.ReplacementFallback, new DecoderReplacementFallback(NotUtf8.ToString())).GetDecoder();

    private readonly StringBuilder text = new();

    /// <summary>True once a string was added, even an empty one.</summary>
    public bool IsAny { get; private set; }

    /// <summary>A JSON string; null for any other value. Never throws.</summary>
    public static string? Of(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String) return null;
        var joined = new JoinedText();
        joined.Add(element);
        return joined.Take(out _);
    }

    /// <summary>A member that is a JSON string; null for none. Never throws.</summary>
    public static string? Of(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? Of(value) : null;

    /// <summary>A value as it is written; never throws.</summary>
    public static string Written(JsonElement element) => Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(element));

    /// <summary>Adds a JSON string.</summary>
    public void Add(JsonElement element)
    {
        IsAny = true;
        var rest = JsonMarshal.GetRawUtf8Value(element)[1..^1];
        while (rest.Length > 0)
        {
            var escape = rest.IndexOf((byte)'\\');
            Decode(escape < 0 ? rest : rest[..escape], flush: escape >= 0);
            if (escape < 0) return;
            rest = rest[(escape + 1)..];
            var isCode = rest[0] == 'u';
            text.Append(isCode ? (char)ushort.Parse(rest.Slice(1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture) : Plain(rest[0]));
            rest = rest[(isCode ? 5 : 1)..];
        }
    }

    /// <summary>The text so far.</summary>
    /// <param name="wellFormed">False where something in it was no character.</param>
    public string Take(out bool wellFormed)
    {
        Decode([], flush: true);
        wellFormed = true;
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
            {
                at++;
            }
            else if (char.IsSurrogate(text[at]) || text[at] == NotUtf8)
            {
                text[at] = Replacement;
                wellFormed = false;
            }
        }

        return text.ToString();
    }

    private static char Plain(byte escaped) => escaped switch
    {
        (byte)'n' => '\n',
        (byte)'r' => '\r',
        (byte)'t' => '\t',
        (byte)'b' => '\b',
        (byte)'f' => '\f',
        _ => (char)escaped,
    };

    private void Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        var characters = new char[decoder.GetCharCount(bytes, flush)];
        text.Append(characters, 0, decoder.GetChars(bytes, characters, flush));
    }
}

using System.Text;
using System.Text.Json;

namespace GenOps.Core.Outputs;

/// <summary>Whether a file or text says anything at all.</summary>
public static class OutputContent
{
    /// <summary>False for no bytes, blanks, and JSON in which no value is anything but null or blank.</summary>
    public static bool Says(string mediaType, byte[] content)
    {
        if (!MediaTypes.IsText(mediaType)) return content.Length > 0;
        var text = Encoding.UTF8.GetString(content);
        if (string.IsNullOrWhiteSpace(text.Trim('\uFEFF'))) return false;
        if (!MediaTypes.IsJson(mediaType)) return true;
        try
        {
            using var document = Json.ParseDocument(text);
            return Says(document.RootElement);
        }
        catch (JsonException)
        {
            // Broken as it is, somebody may read it.
            return true;
        }
    }

    private static bool Says(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(p => Says(p.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(Says),
        JsonValueKind.String => !string.IsNullOrWhiteSpace(value.GetString()),
        JsonValueKind.Null or JsonValueKind.Undefined => false,
        _ => true,
    };
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GenOps.Core.Starts.Triggers;

/// <summary>Finds a field of a JSON body by its path: names and positions with dots between them, <c>$</c> for the whole body.</summary>
internal static partial class JsonField
{
    public static bool IsPath(string path) => PathPattern().IsMatch(path.Trim());

    /// <summary>The field as a text: a string as it is, all else as JSON; null when it is missing or null.</summary>
    public static string? Text(JsonNode? body, string path)
    {
        var node = body;
        foreach (var part in path.Trim() == "$" ? [] : path.Trim().Split('.'))
        {
            node = node switch
            {
                JsonObject fields => fields[part],
                JsonArray items when int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < items.Count => items[at],
                _ => null,
            };
        }

        return node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node?.ToText();
    }

    [GeneratedRegex(@"^(\$|[^.\s]+(\.[^.\s]+)*)$")]
    private static partial Regex PathPattern();
}

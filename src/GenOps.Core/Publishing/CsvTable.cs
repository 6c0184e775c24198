using System.Globalization;
using System.Text;
using System.Text.Json;

namespace GenOps.Core.Publishing;

/// <summary>JSON objects as rows of one table: the header is the union of their keys, nested objects dotted, arrays as JSON text.</summary>
internal static class CsvTable
{
    /// <summary>Rows of one JSON text: an object is one row, an array of objects one each; null when it is neither.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>>? Rows(string json)
    {
        try
        {
            using var document = Json.ParseDocument(json);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Object => [Row(document.RootElement)],
                JsonValueKind.Array when document.RootElement.EnumerateArray().All(e => e.ValueKind == JsonValueKind.Object) =>
                    [.. document.RootElement.EnumerateArray().Select(Row)],
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>UTF-8 with a mark, which spreadsheets need to read it as such; lines end in CR LF (RFC 4180).</summary>
    public static byte[] Write(IReadOnlyList<IReadOnlyDictionary<string, string>> rows)
    {
        var header = rows.SelectMany(r => r.Keys).Distinct(StringComparer.Ordinal).ToList();
        var table = new StringBuilder();
        AppendLine(table, header.Select(Guarded));
        foreach (var row in rows) AppendLine(table, header.Select(key => row.GetValueOrDefault(key, "")));
        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(table.ToString())];
    }

    private static void AppendLine(StringBuilder table, IEnumerable<string> fields) =>
        table.AppendJoin(',', fields.Select(Quoted)).Append("\r\n");

    private static string Quoted(string field) =>
        field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"")}\"" : field;

    private static Dictionary<string, string> Row(JsonElement element)
    {
        var row = new Dictionary<string, string>(StringComparer.Ordinal);
        Flatten(element, "", row);
        return row;
    }

    private static void Flatten(JsonElement element, string prefix, Dictionary<string, string> row)
    {
        foreach (var property in element.EnumerateObject())
        {
            var key = prefix + property.Name;
            switch (property.Value.ValueKind)
            {
                case JsonValueKind.Object:
                    Flatten(property.Value, key + ".", row);
                    break;
                case JsonValueKind.String:
                    row[key] = Guarded(property.Value.GetString()!);
                    break;
                case JsonValueKind.Null:
                    row[key] = "";
                    break;
                default:
                    row[key] = property.Value.GetRawText();
                    break;
            }
        }
    }

    /// <summary>A text that a spreadsheet would take for a formula gets an apostrophe in front; plain numbers are left alone.</summary>
    private static string Guarded(string value) =>
        value is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠', ..]
        && !decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
            ? "'" + value
            : value;
}

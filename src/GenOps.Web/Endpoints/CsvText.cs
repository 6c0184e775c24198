namespace GenOps.Web.Endpoints;

/// <summary>Lines of a CSV file (RFC 4180) that a spreadsheet opens without running anything.</summary>
internal static class CsvText
{
    /// <summary>One line, without its end.</summary>
    public static string Line(params IEnumerable<string> fields) => string.Join(',', fields.Select(f => Quoted(Inert(f))));

    private static string Quoted(string text) => text.IndexOfAny(['"', ',', '\n', '\r']) < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";

    /// <summary>A spreadsheet would run what begins like a formula; a negative number is none.</summary>
    private static string Inert(string text) =>
        text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] && !decimal.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _) ? "'" + text : text;
}

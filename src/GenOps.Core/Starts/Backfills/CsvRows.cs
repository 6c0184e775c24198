using System.Text;

namespace GenOps.Core.Starts.Backfills;

/// <summary>Reads comma- or semicolon-separated text (RFC 4180): quoted fields may hold separators, line breaks and doubled quotes.</summary>
internal static class CsvRows
{
    /// <summary>The rows with the line each begins at, from 1; blank lines are left out.</summary>
    /// <exception cref="InvalidInputException">A quoted field is not closed.</exception>
    public static IReadOnlyList<(int Line, IReadOnlyList<string> Fields)> Read(string text)
    {
        text = text.TrimStart('\uFEFF').ReplaceLineEndings("\n");
        var head = text.Split('\n', 2)[0];
        var separator = head.Contains(';', StringComparison.Ordinal) && !head.Contains(',', StringComparison.Ordinal) ? ';' : ',';
        var rows = new List<(int, IReadOnlyList<string>)>();
        var (at, line) = (0, 1);
        while (at < text.Length)
        {
            var begins = line;
            var fields = new List<string>();
            do fields.Add(Field(text, separator, ref at, ref line, begins));
            while (at < text.Length && text[at++] == separator);
            line++;
            if (fields.Count > 1 || fields[0].Length > 0) rows.Add((begins, fields));
        }

        return rows;
    }

    /// <summary>Reads up to the separator or the end of the line, and leaves <paramref name="at"/> on it.</summary>
    private static string Field(string text, char separator, ref int at, ref int line, int begins)
    {
        var field = new StringBuilder();
        var quoted = at < text.Length && text[at] == '"';
        if (quoted) at++;
        while (at < text.Length)
        {
            var c = text[at];
            if (quoted && c == '"')
            {
                at++;
                if (at >= text.Length || text[at] != '"')
                {
                    quoted = false;
                    continue;
                }
            }
            else if (!quoted && (c == separator || c == '\n'))
            {
                return field.ToString();
            }

            if (c == '\n') line++;
            field.Append(c);
            at++;
        }

        return !quoted
            ? field.ToString()
            : throw new InvalidInputException("csv", $"The row that begins in line {begins} has a quote that is never closed.", "Close it, and double each quote inside quotes.");
    }
}

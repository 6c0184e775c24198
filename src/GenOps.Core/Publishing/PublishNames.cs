using System.Text;

namespace GenOps.Core.Publishing;

/// <summary>Names that are safe as one segment of a path on any file system.</summary>
internal static class PublishNames
{
    private const int MaxBytes = 120;
    private const string Forbidden = "<>:\"/\\|?*";

    private static readonly HashSet<string> Reserved = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(1, 9).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" })],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>One path segment: never empty, never <c>..</c>, never with a separator, at most 120 bytes.</summary>
    public static string Segment(string name)
    {
        var text = new StringBuilder();
        foreach (var rune in name.Normalize(NormalizationForm.FormC).EnumerateRunes())
        {
            var bad = Rune.IsControl(rune) || (rune.IsAscii && Forbidden.Contains((char)rune.Value)) || rune == Rune.ReplacementChar
                || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format;
            text.Append(bad ? "-" : rune.ToString());
        }

        // A leading dot hides a file, a trailing dot or space is dropped by Windows: both make another name than the one shown.
        var segment = Shorten(text.ToString().Trim().TrimStart('.').TrimEnd('.', ' '));
        if (segment.Length == 0) return "unnamed";
        return Reserved.Contains(Path.GetFileNameWithoutExtension(segment)) ? "_" + segment : segment;
    }

    /// <summary>A path of safe segments; empty for none.</summary>
    public static string SubFolder(string? path) => string.Join(
        Path.DirectorySeparatorChar,
        (path ?? "").Split('/', '\\').Select(s => s.Trim()).Where(s => s.Length > 0 && s is not "." and not "..").Select(Segment));

    /// <summary>Names made unique, ignoring case as some file systems do: the second <c>a.txt</c> becomes <c>a-2.txt</c>.</summary>
    public static IReadOnlyList<string> Unique(IEnumerable<string> names)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. names.Select(name =>
        {
            var candidate = name;
            for (var n = 2; !taken.Add(candidate); n++)
                candidate = Path.Combine(Path.GetDirectoryName(name) ?? "", $"{Path.GetFileNameWithoutExtension(name)}-{n}{Path.GetExtension(name)}");
            return candidate;
        })];
    }

    /// <summary>The last 12 digits of the id: its first ones are only the time.</summary>
    public static string ShortId(RunId run) => run.Value.ToString("N")[^12..];

    private static string Shorten(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= MaxBytes) return name;
        var extension = Path.GetExtension(name) is { Length: <= 12 } short_ ? short_ : "";
        var stem = new StringBuilder();
        var room = MaxBytes - Encoding.UTF8.GetByteCount(extension);
        foreach (var rune in name[..^extension.Length].EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0) break;
            stem.Append(rune.ToString());
        }

        return stem + extension;
    }
}

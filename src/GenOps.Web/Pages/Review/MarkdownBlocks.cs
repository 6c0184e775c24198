using System.Text;
using System.Text.RegularExpressions;

namespace GenOps.Web.Pages.Review;

/// <summary>
/// Reads as much of Markdown as a reviewer needs to see structure. It only ever gives text and the kind of block: no HTML, no live link,
/// nothing a model wrote becomes part of the page.
/// </summary>
public static partial class MarkdownBlocks
{
    /// <summary>The blocks of a text, in order.</summary>
    public static IReadOnlyList<MarkdownBlock> Read(string text)
    {
        List<MarkdownBlock> blocks = [];
        var paragraph = new StringBuilder();
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].TrimEnd();
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                Flush(paragraph, blocks);
                var end = Array.FindIndex(lines, i + 1, l => l.TrimStart().StartsWith("```", StringComparison.Ordinal));
                if (end < 0) end = lines.Length;
                blocks.Add(new MarkdownBlock(MarkdownKind.Code, string.Join('\n', lines[(i + 1)..end])));
                i = end;
            }
            else if (BlockOf(line) is { } block)
            {
                Flush(paragraph, blocks);
                blocks.Add(block);
            }
            else if (line.Length == 0)
            {
                Flush(paragraph, blocks);
            }
            else
            {
                paragraph.Append(paragraph.Length > 0 ? "\n" : "").Append(line.Trim());
            }
        }

        Flush(paragraph, blocks);
        return blocks;
    }

    /// <summary>The stretches of a block's text. A link shows its address, so that nobody is led astray by its words.</summary>
    public static IReadOnlyList<MarkdownSpan> Spans(string text)
    {
        List<MarkdownSpan> spans = [];
        var at = 0;
        foreach (Match match in Inline().Matches(text))
        {
            if (match.Index > at) spans.Add(new MarkdownSpan(text[at..match.Index], ""));
            spans.Add(SpanOf(match));
            at = match.Index + match.Length;
        }

        if (at < text.Length) spans.Add(new MarkdownSpan(text[at..], ""));
        return spans;
    }

    private static MarkdownBlock? BlockOf(string line)
    {
        if (Heading().Match(line) is { Success: true } heading)
            return new MarkdownBlock(MarkdownKind.Heading, heading.Groups[2].Value, heading.Groups[1].Length);
        if (Rule().IsMatch(line)) return new MarkdownBlock(MarkdownKind.Rule, "");
        if (Bullet().Match(line) is { Success: true } bullet) return new MarkdownBlock(MarkdownKind.Bullet, bullet.Groups[1].Value);
        if (Numbered().Match(line) is { Success: true } numbered) return new MarkdownBlock(MarkdownKind.Numbered, numbered.Groups[1].Value);
        return Quote().Match(line) is { Success: true } quote ? new MarkdownBlock(MarkdownKind.Quote, quote.Groups[1].Value) : null;
    }

    private static MarkdownSpan SpanOf(Match match)
    {
        if (match.Groups["strong"].Success) return new MarkdownSpan(match.Groups["strong"].Value, "strong");
        if (match.Groups["em"].Success) return new MarkdownSpan(match.Groups["em"].Value, "em");
        if (match.Groups["code"].Success) return new MarkdownSpan(match.Groups["code"].Value, "code");
        var (words, address) = (match.Groups["words"].Value, match.Groups["address"].Value);
        return new MarkdownSpan(words == address ? words : $"{words} ({address})", "");
    }

    private static void Flush(StringBuilder paragraph, List<MarkdownBlock> blocks)
    {
        if (paragraph.Length > 0) blocks.Add(new MarkdownBlock(MarkdownKind.Paragraph, paragraph.ToString()));
        paragraph.Clear();
    }

    [GeneratedRegex(@"^(#{1,6})\s+(.*?)\s*#*$", RegexOptions.None, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\s*[-*+]\s+(.*)$", RegexOptions.None, 1000)]
    private static partial Regex Bullet();

    [GeneratedRegex(@"^\s*\d{1,9}[.)]\s+(.*)$", RegexOptions.None, 1000)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"^\s*>\s?(.*)$", RegexOptions.None, 1000)]
    private static partial Regex Quote();

    [GeneratedRegex(@"^\s*([-*_])(\s*\1){2,}\s*$", RegexOptions.None, 1000)]
    private static partial Regex Rule();

    [GeneratedRegex(@"`(?<code>[^`\n]+)`|\*\*(?<strong>[^*\n]+)\*\*|__(?<strong>[^_\n]+)__|(?<![\w*])\*(?<em>[^*\s][^*\n]*)\*(?![\w*])|(?<!\w)_(?<em>[^_\s][^_\n]*)_(?!\w)|!?\[(?<words>[^\]\n]*)\]\((?<address>[^)\s]*)\)", RegexOptions.None, 1000)]
    private static partial Regex Inline();
}

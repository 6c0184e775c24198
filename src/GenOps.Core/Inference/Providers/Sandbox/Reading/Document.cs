using System.Text.RegularExpressions;

namespace GenOps.Core.Inference.Providers.Sandbox.Reading;

/// <summary>A source read as plain text or Markdown: its headings, and its paragraphs and list items as blocks.</summary>
internal sealed partial class Document
{
    private const int LongestText = 400_000;
    private const int LongestSentence = 400;

    private readonly List<Block> blocks = [];
    private readonly List<string> headings = [];
    private readonly List<int> releases = [];
    private readonly List<string> open = [];
    private bool openIsItem;

    private Document(string name, string text)
    {
        Name = name;
        Text = text;
    }

    /// <summary>Where it came from, such as <c>input.notes</c>.</summary>
    public string Name { get; }

    /// <summary>The text as given, up to a length no summary needs more than.</summary>
    public string Text { get; }

    /// <summary>The paragraphs and list items, in order.</summary>
    public IReadOnlyList<Block> Blocks => blocks;

    /// <summary>The headings and a mail's subject, in order, plain text.</summary>
    public IReadOnlyList<string> Headings => headings;

    /// <summary>The blocks of the newest release where the text is a history of several; else all.</summary>
    public IEnumerable<Block> Newest => releases.Distinct().Order().ToList() is [var first, var second, ..] && second > first
        ? blocks.Skip(first).Take(second - first)
        : blocks;

    /// <summary>All sentences, in order.</summary>
    public IEnumerable<string> Sentences => blocks.SelectMany(block => block.Sentences);

    /// <summary>Reads a source.</summary>
    public static Document Read(string name, string text)
    {
        var document = new Document(name, text.Length > LongestText ? text[..LongestText] : text);
        foreach (var line in document.Text.ReplaceLineEndings("\n").Split('\n'))
            document.Take(line);
        document.Close();
        document.SpreadSentences();
        return document;
    }

    /// <summary>Text without Markdown's signs.</summary>
    public static string Plain(string text) =>
        Space().Replace(Reference().Replace(Link().Replace(text, "$1"), "").Replace("**", "").Replace("__", "").Replace("`", "").Replace("\\_", "_"), " ").Trim();

    private void Take(string line)
    {
        var heading = HeadingLine().Match(line);
        if (heading.Success)
        {
            Close();
            headings.Add(Plain(heading.Groups[1].Value));
            if (ReleaseHeading().IsMatch(headings[^1]) && !releases.Contains(blocks.Count))
                releases.Add(blocks.Count);
        }
        else if (SubjectLine().Match(line) is { Success: true } subject)
        {
            Close();
            headings.Add(Plain(subject.Groups[1].Value));
        }
        else if (string.IsNullOrWhiteSpace(line) || SkippedLine().IsMatch(line))
        {
            Close();
        }
        else if (ItemStart().Match(line) is { Success: true } item)
        {
            Close();
            openIsItem = true;
            open.Add(item.Groups[1].Value);
        }
        else
        {
            open.Add(line.Trim());
        }
    }

    private void Close()
    {
        if (open.Count > 0)
        {
            var text = string.Join(' ', open);
            var title = LeadWords().Match(text) is { Success: true } lead ? lead : null;
            var sentences = Split(Plain(title is null ? text : text[title.Length..].TrimStart('.', ':', ' ', '–', '-')));
            if (sentences.Count == 0 && title is not null)
                sentences = [Plain(title.Groups[1].Value)];
            if (sentences.Count > 0)
                blocks.Add(new Block(blocks.Count, headings.LastOrDefault() ?? "", Title(title, sentences), sentences, openIsItem));
        }

        open.Clear();
        openIsItem = false;
    }

    /// <summary>In a text of one or two paragraphs each sentence is a point of its own.</summary>
    private void SpreadSentences()
    {
        if (blocks.Count is 0 or > 2 || blocks.Sum(block => block.Sentences.Count) < 3)
            return;
        var spread = blocks.SelectMany(block => block.Sentences.Select((sentence, i) => (block, sentence, i))).ToList();
        blocks.Clear();
        blocks.AddRange(spread.Select((part, i) => part.block with { Index = i, Title = part.i == 0 ? part.block.Title : "", Sentences = [part.sentence] }));
        releases.Clear();
    }

    private static string Title(Match? lead, List<string> sentences)
    {
        var title = lead is null ? "" : Plain(lead.Groups[1].Value).TrimEnd('.', ':');
        return title == sentences[0] ? "" : title;
    }

    private static List<string> Split(string text) =>
        [.. SentenceEnd().Split(text).Select(sentence => Shortened(sentence.Trim())).Where(sentence => sentence.Any(char.IsLetter))];

    /// <summary>A list written as one sentence, or no text at all, is cut at a word.</summary>
    private static string Shortened(string sentence)
    {
        if (sentence.Length <= LongestSentence)
            return sentence;
        var space = sentence.LastIndexOf(' ', LongestSentence - 1);
        return sentence[..(space > LongestSentence / 2 ? space : LongestSentence - 1)].TrimEnd(',', ';') + "…";
    }

    [GeneratedRegex(@"^#{1,6}\s+(.+?)\s*#*\s*$")]
    private static partial Regex HeadingLine();

    [GeneratedRegex(@"^(?:Subject|Betreff):\s*(.+)$", RegexOptions.IgnoreCase)]
    private static partial Regex SubjectLine();

    // Table rows, rules, and the headers of a mail are no sentences.
    [GeneratedRegex(@"^\s*(\||-{3,}\s*$|={3,}\s*$|(From|To|Cc|Date|Content-Type|MIME-Version|Message-ID):\s)")]
    private static partial Regex SkippedLine();

    [GeneratedRegex(@"^\s*(?:[-*+•]|\d{1,2}[.)])\s+(.+)$")]
    private static partial Regex ItemStart();

    [GeneratedRegex(@"^\*\*(.{2,60}?)\*\*[.:]?\s+(?=\p{Lu}|\d)")]
    private static partial Regex LeadWords();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Link();

    // Commits, change requests and authors, as histories made by a tool name them.
    [GeneratedRegex(@"^\\?\[[0-9a-f]{7,40}\]\s*-\s*|\s*\(#\d+\)|\s+by @\S+ in https?://\S+|\s+#\d+$")]
    private static partial Regex Reference();

    [GeneratedRegex(@"(?<![\w.])v?\d+\.\d+")]
    private static partial Regex ReleaseHeading();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    // A full stop ends a sentence before a capital, except after a short abbreviation or an initial.
    [GeneratedRegex("""(?<=[.!?…]["')\]]?)(?<!\b(?:e\.g|i\.e|z\.B|d\.h|Mr|Mrs|Ms|Dr|Nr|No|St|vs|approx|ca|\p{Lu})\.)\s+(?=["'(\[]?[\p{Lu}\d])""")]
    private static partial Regex SentenceEnd();
}

using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>
/// Reads YAML into nodes that keep their places. What a definition has no use for, and what makes YAML dangerous
/// (size, depth, aliases, tags, several documents), is refused with a problem.
/// </summary>
internal sealed class YamlTree
{
    /// <summary>The most bytes of UTF-8 a definition may have.</summary>
    public const int MaxBytes = 256 * 1024;

    private const int MaxDepth = 32;

    private const string HowToMend = "Check indentation (spaces, no tabs), colons, quotes and brackets here and in the line above.";

    private readonly ProblemList problems;
    private readonly Scanner scanner;
    private readonly Parser parser;

    private YamlTree(string yaml, ProblemList problems)
    {
        this.problems = problems;
        scanner = new Scanner(new StringReader(yaml), skipComments: true);
        parser = new Parser(scanner);
    }

    /// <summary>The root; null when the text cannot be read at all, with the reason among the problems.</summary>
    public static YamlNode? Load(string yaml, ProblemList problems)
    {
        // Before any work on the text: one of many megabytes must cost nothing.
        if (yaml.Length > MaxBytes || Encoding.UTF8.GetByteCount(yaml) > MaxBytes)
        {
            problems.Add(new Place(1, 1), "", $"The definition is larger than {MaxBytes / 1024} KB.", "Keep long texts in inputs or files, not in the definition.");
            return null;
        }

        var tree = new YamlTree(yaml, problems);
        try
        {
            return tree.Document();
        }
        catch (Refused refused)
        {
            problems.Add(refused.Place, "", refused.Message, refused.Cure);
        }
        catch (YamlException e)
        {
            problems.Add(e.Start.Line > 0 ? PlaceOf(e.Start) : new Place(1, 1), "", $"This is not YAML: {Sentence(e.Message)}", HowToMend);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // The scanner fails in this way on some unclosed brackets and quotes.
            problems.Add(PlaceOf(tree.scanner.CurrentPosition), "", "This is not YAML: it cannot be read from here on.", HowToMend);
        }

        return null;
    }

    private sealed class Refused(Place place, string message, string cure) : Exception(message)
    {
        public Place Place { get; } = place;

        public string Cure { get; } = cure;
    }

    private YamlNode? Document()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
        {
            problems.Add(new Place(1, 1), "", "The definition is empty.", "Begin with name: and steps:.");
            return null;
        }

        parser.Consume<DocumentStart>();
        var root = Node(1);
        parser.Consume<DocumentEnd>();
        if (parser.Accept<DocumentStart>(out var second)) throw new Refused(PlaceOf(second.Start), "A second document begins here.", "Keep one pipeline per text; take the '---' away.");
        parser.Consume<StreamEnd>();
        return root;
    }

    private YamlNode Node(int depth)
    {
        var at = PlaceOf(parser.Current!.Start);
        if (depth > MaxDepth) throw new Refused(at, $"This is nested deeper than {MaxDepth} levels.", "A definition needs far fewer; flatten it.");
        switch (parser.Current)
        {
            case AnchorAlias alias:
                throw new Refused(at, $"'*{alias.Value}' is an alias, which definitions do not have.", "Write the value out.");
            case NodeEvent { Anchor.IsEmpty: false } node:
                throw new Refused(at, $"'&{node.Anchor.Value}' is an anchor, which definitions do not have.", "Take it away and write repeated values out.");
            case NodeEvent { Tag: { IsEmpty: false } tag } when tag.Value != "!":
                throw new Refused(at, $"'{tag.Value}' is a tag, which definitions do not have.", "Take it away; quotes make a text of a number.");
            case Scalar scalar when WellFormedText.ProblemOf(scalar.Value) is { } problem:
                throw new Refused(at, problem, "Take it away; neither database keeps it.");
            case Scalar:
                return ScalarNode(parser.Consume<Scalar>());
            case SequenceStart:
                return Sequence(depth);
            default:
                return Mapping(depth);
        }
    }

    private static YamlScalar ScalarNode(Scalar scalar) =>
        new(scalar.Value, scalar.Style == ScalarStyle.Plain, PlaceOf(scalar.Start), (int)scalar.Start.Index, (int)scalar.End.Index);

    private YamlSequence Sequence(int depth)
    {
        var start = parser.Consume<SequenceStart>();
        var items = new List<YamlNode>();
        while (!parser.Accept<SequenceEnd>(out _)) items.Add(Node(depth + 1));
        var end = parser.Consume<SequenceEnd>();
        return new YamlSequence(items, PlaceOf(start.Start), (int)start.Start.Index, (int)end.End.Index);
    }

    private YamlMapping Mapping(int depth)
    {
        var start = parser.Consume<MappingStart>();
        var entries = new List<YamlEntry>();
        var seen = new Dictionary<string, Place>();
        while (!parser.Accept<MappingEnd>(out _))
        {
            var keyNode = Node(depth + 1);
            if (keyNode is not YamlScalar key) throw new Refused(keyNode.Place, $"A key must be a plain name; this is {keyNode.Kind}.", "Put template values in quotes: \"{{ path }}\".");
            var value = Node(depth + 1);
            if (seen.TryAdd(key.Text, key.Place)) entries.Add(new YamlEntry(key, value));
            else problems.Add(key.Place, key.Text, $"The key '{key.Text}' is written twice; the first is in line {seen[key.Text].Line}.", "Keep one of them.");
        }

        var end = parser.Consume<MappingEnd>();
        return new YamlMapping(entries, PlaceOf(start.Start), (int)start.Start.Index, (int)end.End.Index);
    }

    private static Place PlaceOf(Mark mark) => new((int)mark.Line, (int)mark.Column);

    private static string Sentence(string message)
    {
        var text = message.Trim();
        return text.EndsWith('.') ? text : text + ".";
    }
}

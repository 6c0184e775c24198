using System.Text.RegularExpressions;

namespace GenOps.Core.Inference.Providers.Sandbox.Reading;

/// <summary>A question of a text.</summary>
/// <param name="Text">The question.</param>
/// <param name="Context">The sentences before it; empty for none.</param>
internal sealed record Question(string Text, string Context);

/// <summary>Finds questions, and what in other texts may answer them.</summary>
internal static partial class Questions
{
    private const double ContextWeight = 0.5;
    private const int ContextSentences = 2;

    // A block that shares less with a question speaks of something else.
    private const double LeastScore = 0.9;

    // And one that shares much less than the best adds nothing to it.
    private const double LeastShare = 0.45;

    /// <summary>The questions of a text, in order.</summary>
    public static IReadOnlyList<Question> In(Document document)
    {
        var sentences = document.Sentences.ToList();
        return [.. sentences
            .Select((sentence, i) => (Sentence: sentence, Before: string.Join(' ', sentences[Math.Max(0, i - ContextSentences)..i])))
            .Where(pair => pair.Sentence.EndsWith('?') && Terms.Of(pair.Sentence).Count > 0)
            .Select(pair => new Question(pair.Sentence, pair.Before))];
    }

    /// <summary>The blocks that may answer a question, best first; none when no text speaks of it.</summary>
    public static IReadOnlyList<(Document Document, Block Block)> Answers(Question question, IReadOnlyList<Document> documents)
    {
        var blocks = documents.SelectMany(document => document.Blocks.Select(block => (Document: document, Block: block))).ToList();
        var spread = blocks.SelectMany(pair => BlockTerms(pair.Block)).CountBy(term => term).ToDictionary();
        var asked = Terms.Of(question.Text).ToHashSet();
        var around = Terms.Of(question.Context).Where(term => !asked.Contains(term)).ToHashSet();
        double Weight(string term) => Math.Log(1 + blocks.Count / (double)spread[term]);
        double Score(Block block)
        {
            var terms = BlockTerms(block);
            var shared = terms.Where(asked.Contains).Sum(Weight) + ContextWeight * terms.Where(around.Contains).Sum(Weight);
            return shared / Math.Sqrt(Math.Max(6, terms.Count)) * 2;
        }

        var scored = blocks
            .Select(pair => (pair, Score: Score(pair.Block)))
            .Where(scored => scored.Score >= LeastScore)
            .OrderByDescending(scored => scored.Score)
            .ToList();
        return [.. scored.TakeWhile(one => one.Score >= LeastShare * scored[0].Score).Select(one => one.pair)];
    }

    /// <summary>The first name under a letter; null where there is none.</summary>
    public static string? Signer(string letter) => Closing().Match(letter) is { Success: true } match ? match.Groups[1].Value : null;

    private static HashSet<string> BlockTerms(Block block) => [.. Terms.Of(block.Text), .. Terms.Of(block.Heading)];

    [GeneratedRegex(@"(?:^|\n)\s*(?:[Tt]hank(?:s| you)|[Kk]ind regards|[Bb]est(?: regards| wishes)?|[Rr]egards|[Ss]incerely|[Cc]heers|[Yy]ours|Viele Grüße|Danke)[^\n]*\n+\s*(\p{Lu}\p{Ll}+)")]
    private static partial Regex Closing();
}

using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers.Sandbox.Reading;

namespace GenOps.Core.Inference.Providers.Sandbox.Writing;

/// <summary>
/// Writes text out of sentences of the sources: a reply where one text asks and others answer, a note on one point
/// where the prompt is about one, else a summary. A higher tier says more.
/// </summary>
internal static class ProseWriter
{
    private const int FewestWords = 10;

    /// <summary>The text; the same assignment gives the same text.</summary>
    public static string Write(Assignment assignment)
    {
        // A word is about one and a half tokens.
        var most = Math.Min(
            assignment.MostWords ?? Depth(assignment.Tier, 90, 160, 260),
            Math.Max(FewestWords, assignment.Request.MaxOutputTokens * 2 / 3));
        var parts = assignment.Asking is { } asking ? Reply(assignment, asking, most)
            : assignment.Focus is { } focus ? Note(assignment, focus)
            : Summary(assignment);
        parts.Body.AddRange(Mended(assignment, parts));
        return Fit(parts, most);
    }

    /// <summary>A value by tier.</summary>
    public static int Depth(Tier tier, int small, int standard, int frontier) => tier switch
    {
        Tier.Small => small,
        Tier.Frontier => frontier,
        _ => standard,
    };

    /// <summary>As many answers to each question as fit, and at least one.</summary>
    private static Parts Reply(Assignment assignment, Document asking, int mostWords)
    {
        for (var each = Depth(assignment.Tier, 1, 2, 3); ; each--)
        {
            var parts = ReplyWith(assignment, asking, each);
            if (each == 1 || WordsOf(parts) <= mostWords)
                return parts;
        }
    }

    private static Parts ReplyWith(Assignment assignment, Document asking, int each)
    {
        var parts = new Parts(OwnWords.Greeting(Questions.Signer(asking.Text)), "\n\n");
        var articles = assignment.Documents.Where(document => document != asking).ToList();
        foreach (var (question, answers) in Shared(Questions.In(asking), articles, each))
        {
            parts.Body.Add(answers.Count == 0
                ? OwnWords.Unanswered(question.Text)
                : OwnWords.ToQuestion(question.Text) + "\n" + string.Join('\n', answers.Select((answer, i) => answers.Count == 1 ? answer : $"{i + 1}. {answer}")));
        }

        parts.Closing = OwnWords.Regards(assignment.Details.GetValueOrDefault("signature") ?? "");
        return parts;
    }

    /// <summary>Each question's best answer first, then further ones; no block answers twice.</summary>
    private static List<(Question Question, List<string> Answers)> Shared(IReadOnlyList<Question> questions, List<Document> articles, int most)
    {
        var found = questions.Select(question => (Question: question, Blocks: Questions.Answers(question, articles), Chosen: new List<Block>())).ToList();
        var used = new HashSet<Block>();
        for (var round = 0; round < most; round++)
        {
            foreach (var (_, blocks, chosen) in found)
            {
                var next = blocks.Select(pair => pair.Block).FirstOrDefault(block => !used.Contains(block));
                if (next is not null && used.Add(next))
                    chosen.Add(next);
            }
        }

        return [.. found.Select(one => (one.Question, one.Chosen.OrderBy(block => block.Index).Select(block => block.Text).ToList()))];
    }

    private static Parts Note(Assignment assignment, string focus)
    {
        var terms = Terms.Of(focus).ToHashSet();
        var nearest = assignment.Documents.SelectMany(document => document.Blocks)
            .OrderByDescending(block => Terms.Overlap(terms, Terms.Of(block.Text).ToHashSet()))
            .ThenBy(block => block.Index)
            .First();
        var parts = new Parts("", " ");
        parts.Body.AddRange(nearest.Sentences.Take(Depth(assignment.Tier, 1, 3, 6)).Select(Ended));
        var product = string.Join(' ', new[] { "product", "name", "version" }
            .Select(detail => assignment.Details.GetValueOrDefault(detail))
            .Where(value => value is { Length: > 0 and < 60 } and not "unknown"));
        if (product.Length > 0)
            parts.Closing = OwnWords.NewIn(product, LowerFirst(nearest.Title));
        return parts;
    }

    private static Parts Summary(Assignment assignment)
    {
        var parts = new Parts("", " ");
        parts.Body.AddRange(assignment.Documents
            .SelectMany(document => Ranking.Of(document, assignment.Tier).Take(Depth(assignment.Tier, 3, 5, 8)).OrderBy(block => block.Index))
            .Select(block => block.Lead)
            .Select(Ended));
        return parts;
    }

    /// <summary>For each weakness that is named, the sentence of the sources that speaks of it most.</summary>
    private static List<string> Mended(Assignment assignment, Parts parts)
    {
        var sentences = assignment.Documents.Where(document => document != assignment.Asking).SelectMany(document => document.Sentences).ToList();
        var said = parts.ToString();
        var added = new List<string>();
        foreach (var problem in assignment.Problems.Where(problem => problem.StartsWith(CritiqueWriter.LeftOut, StringComparison.Ordinal)))
        {
            var terms = Terms.Of(problem).ToHashSet();
            var best = sentences.MaxBy(sentence => Terms.Overlap(Terms.Of(sentence), terms));
            if (best is not null && !said.Contains(best, StringComparison.Ordinal) && !added.Contains(best))
                added.Add(best);
        }

        return added;
    }

    private static string Fit(Parts parts, int most)
    {
        while (parts.Body.Count > 1 && WordsOf(parts) > most)
            parts.Body.RemoveAt(LeastImportant(parts.Body));
        return parts.ToString();
    }

    private static int WordsOf(Parts parts) => Terms.Words(parts.ToString()).Count();

    /// <summary>The longest part may go before the first, which carries the point.</summary>
    private static int LeastImportant(List<string> body)
    {
        var worst = body.Count - 1;
        for (var i = 1; i < body.Count; i++)
        {
            if (body[i].Length > body[worst].Length * 2)
                worst = i;
        }

        return worst;
    }

    private static string Ended(string sentence) => sentence[^1] is '.' or '!' or '?' or '…' ? sentence : sentence + ".";

    private static string LowerFirst(string title) =>
        title.Length > 1 && char.IsLower(title[1]) ? char.ToLowerInvariant(title[0]) + title[1..] : title;

    private sealed class Parts(string opening, string separator)
    {
        public List<string> Body { get; } = [];

        public string Closing { get; set; } = "";

        public override string ToString() =>
            string.Join(separator, new[] { opening }.Concat(Body).Append(Closing.TrimEnd()).Where(part => part.Length > 0));
    }
}

using System.Text.Json;
using System.Text.RegularExpressions;
using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers.Sandbox.Reading;

namespace GenOps.Core.Inference.Providers.Sandbox.Writing;

/// <summary>Holds a candidate against its sources by words, numbers and dates.</summary>
internal sealed partial class FactCheck
{
    /// <summary>A statement is in the source when at least this share of its terms is.</summary>
    public const double Supporting = 0.75;

    /// <summary>A fact is in the candidate when at least this share of its terms is.</summary>
    public const double Covering = 0.6;

    private const int FewestTerms = 3;

    private readonly Assignment assignment;
    private readonly HashSet<string> terms;
    private readonly HashSet<decimal> numbers;
    private readonly HashSet<DateOnly> dates;
    private readonly string text;

    /// <param name="assignment">Whose sources count as true.</param>
    public FactCheck(Assignment assignment)
    {
        this.assignment = assignment;
        var all = assignment.Request.Sources.Count > 0
            ? string.Join('\n', assignment.Request.Sources.Select(source => source.Text))
            : assignment.Main.Text;
        text = Document.Plain(all).ToLowerInvariant();
        terms = [.. Terms.Of(all)];
        numbers = [.. Figures.Numbers(all).Select(Math.Abs)];
        dates = [.. Figures.Dates(all)];
    }

    /// <summary>The statements of a text; questions, greetings and other lines of few words are none.</summary>
    public static IReadOnlyList<string> Statements(string candidate) =>
        [.. Document.Read("candidate", OwnWords.TakenFrom(candidate)).Blocks
            .SelectMany(block => block.Title.Length > 0 ? block.Sentences.Prepend(block.Title) : block.Sentences)
            .Where(sentence => Terms.Of(sentence).Count >= FewestTerms && !sentence.TrimEnd('"', '”', '»', ' ').EndsWith('?'))];

    /// <summary>True when a statement's words are in the sources, and all its numbers.</summary>
    public bool Supports(string statement) =>
        Terms.Overlap(Terms.Of(statement), terms) >= Supporting
        && Figures.Numbers(statement).All(number => numbers.Contains(Math.Abs(number)) || text.Contains(number.ToString(), StringComparison.Ordinal));

    /// <summary>True when one value of an answer in JSON is in the sources.</summary>
    public bool Supports(JsonElement value) => value.ValueKind switch
    {
        // A zero must stand alone: it is part of many a time and telephone number.
        JsonValueKind.Number => value.TryGetDecimal(out var number) && (number == 0 ? Zero().IsMatch(text) : numbers.Contains(Math.Abs(number))),
        JsonValueKind.String => SupportsText(value.GetString()!.Trim()),
        _ => true,
    };

    /// <summary>What a good candidate should say: answers to the questions that are asked, else what ranks highest.</summary>
    public IReadOnlyList<string> KeyFacts(int most)
    {
        if (assignment.Asking is not { } asking)
            return [.. Ranking.Of(assignment.Main, Tier.Standard).Take(most).Select(block => block.Lead)];
        var articles = assignment.Documents.Where(document => document != asking).ToList();
        return [.. Questions.In(asking)
            .Select(question => Questions.Answers(question, articles).Select(answer => answer.Block.Sentences[0]).FirstOrDefault())
            .OfType<string>()
            .Distinct()
            .Take(most)];
    }

    /// <summary>True when the candidate says this fact.</summary>
    public static bool Covers(string candidate, string fact) => Terms.Overlap(Terms.Of(fact), Terms.Of(candidate).ToHashSet()) >= Covering;

    private bool SupportsText(string written)
    {
        if (written.Length == 0)
            return false;
        var value = OwnWords.TakenFrom(written).Trim();
        if (value.Length == 0)
            return true;
        if (Figures.Dates(value).ToList() is [var date] && value.Length <= 20)
            return dates.Contains(date);
        if (text.Contains(Document.Plain(value).ToLowerInvariant(), StringComparison.Ordinal))
            return true;
        return value.Length == 3 && value.All(char.IsAsciiLetterUpper)
            ? InvoiceFields.Currency(assignment.Main.Text) == value
            : Terms.Of(value) is { Count: > 0 } words && Terms.Overlap(words, terms) >= Supporting;
    }

    [GeneratedRegex(@"(?<![\d:+.,-])0(?:[.,]0+)?(?![\d:.,])")]
    private static partial Regex Zero();
}

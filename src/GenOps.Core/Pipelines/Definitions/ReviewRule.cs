using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>What a review rule looks at; outputs are counted by it.</summary>
public enum ReviewRuleKind
{
    /// <summary>Every output.</summary>
    Always,

    /// <summary>A share of the outputs.</summary>
    Sample,

    /// <summary>A judge's score.</summary>
    Score,

    /// <summary>An answer that broke its schema.</summary>
    Schema,

    /// <summary>Facts a judge found missing.</summary>
    MissingFacts,

    /// <summary>The cost of a step or of the run.</summary>
    Cost,

    /// <summary>Any other condition.</summary>
    Condition,
}

/// <summary>One reason for which a person looks at an output: a condition, <c>always</c>, or <c>sample N%</c>.</summary>
public sealed class ReviewRule
{
    private ReviewRule(string text, ReviewRuleKind kind, Condition? condition = null, decimal? samplePercent = null)
    {
        Text = text;
        Kind = kind;
        Condition = condition;
        SamplePercent = samplePercent;
    }

    /// <summary>Every output.</summary>
    public static ReviewRule Always { get; } = new("always", ReviewRuleKind.Always);

    /// <summary>As written, without blanks around it.</summary>
    public string Text { get; }

    /// <summary>What it looks at.</summary>
    public ReviewRuleKind Kind { get; }

    /// <summary>The condition; null for <c>always</c> and <c>sample</c>.</summary>
    public Condition? Condition { get; }

    /// <summary>Above 0, at most 100; null for every other rule.</summary>
    public decimal? SamplePercent { get; }

    /// <summary>The paths it names.</summary>
    public IReadOnlyList<ValuePath> Paths => Condition?.Paths ?? [];

    /// <summary>Reads a rule.</summary>
    /// <exception cref="ExpressionException">The text is none.</exception>
    public static ReviewRule Parse(string text)
    {
        var trimmed = text.Trim();
        if (trimmed == "always") return Always;
        if (trimmed == "sample" || trimmed.StartsWith("sample ", StringComparison.Ordinal)) return Sample(trimmed);
        var condition = Condition.Parse(text);
        return new ReviewRule(trimmed, KindOf(condition), condition);
    }

    /// <summary>Whether it flags an output.</summary>
    /// <param name="values">The values as that output sees them.</param>
    /// <param name="key">What a sample is drawn by, such as the output's id: the same key always gives the same answer.</param>
    /// <exception cref="MissingValueException">A path leads nowhere.</exception>
    /// <exception cref="ConditionException">Values of kinds that do not go together.</exception>
    public bool Applies(IValueSource values, string key) => Kind switch
    {
        ReviewRuleKind.Always => true,
        ReviewRuleKind.Sample => Share(key) < SamplePercent!.Value / 100m,
        _ => Condition!.Evaluate(values),
    };

    /// <summary>Why it flagged an output, for the reviewer.</summary>
    /// <param name="values">The values as that output sees them.</param>
    public string Explain(IValueSource values) => Kind switch
    {
        ReviewRuleKind.Always => "Every output of this pipeline is reviewed.",
        ReviewRuleKind.Sample => FormattableString.Invariant($"Drawn at random: {SamplePercent} % of the outputs are reviewed."),
        _ => RuleWords.Of(Condition!, values),
    };

    /// <inheritdoc />
    public override string ToString() => Text;

    private static ReviewRule Sample(string text)
    {
        var share = text["sample".Length..].Trim();
        if (!share.EndsWith('%')
            || !decimal.TryParse(share[..^1].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            || percent is <= 0 or > 100)
        {
            throw new ExpressionException($"'{text}' is not a share.", "Write 'sample N%' with N above 0 and at most 100, such as sample 5%.", 0);
        }

        return new ReviewRule(text, ReviewRuleKind.Sample, samplePercent: percent);
    }

    private static ReviewRuleKind KindOf(Condition condition)
    {
        var facets = condition.Paths.Select(p => p.Root switch
        {
            "steps" when p.Segments.Count == 3 => p.Segments[2],
            "run" when p.Segments.Count == 2 => p.Segments[1],
            _ => "",
        }).ToList();
        if (facets.Contains("schema_valid")) return ReviewRuleKind.Schema;
        if (facets.Contains("missing")) return ReviewRuleKind.MissingFacts;
        if (facets.Contains("score")) return ReviewRuleKind.Score;
        return facets.Contains("cost_usd") ? ReviewRuleKind.Cost : ReviewRuleKind.Condition;
    }

    /// <summary>A number from 0 to below 1, evenly spread over keys.</summary>
    private static decimal Share(string key)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        return BinaryPrimitives.ReadUInt32BigEndian(hash) / 4294967296m;
    }
}

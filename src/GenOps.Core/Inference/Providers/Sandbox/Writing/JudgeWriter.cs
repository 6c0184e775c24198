using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenOps.Core.Inference.Providers.Sandbox.Writing;

/// <summary>Scores a candidate by a stated formula, not by an opinion.</summary>
internal static class JudgeWriter
{
    private const double FaithWeight = 0.6;
    private const double CoverWeight = 0.4;
    private const int MostListed = 8;
    private const int LongestQuote = 160;

    /// <summary><c>{"score", "missing_facts", "reasons"}</c>.</summary>
    public static string Write(Assignment assignment)
    {
        var candidate = assignment.Request.Candidate ?? "";
        var check = new FactCheck(assignment);
        var verdict = CandidateJson.Read(candidate) is { Count: > 0 } documents ? OfData(documents, check) : OfProse(assignment, candidate, check);
        return new JsonObject
        {
            ["score"] = Math.Round(verdict.Score, 2),
            ["missing_facts"] = new JsonArray([.. verdict.Missing.Take(MostListed).Select(fact => JsonValue.Create(Quote(fact)))]),
            ["reasons"] = new JsonArray([.. verdict.Reasons.Select(reason => JsonValue.Create(reason))]),
        }.ToText(SandboxJson.Options);
    }

    private static Verdict OfProse(Assignment assignment, string candidate, FactCheck check)
    {
        var statements = FactCheck.Statements(candidate);
        if (statements.Count == 0)
            return new Verdict(0, ["The candidate states nothing."], ["The candidate has no statement that could be checked."]);
        var wrong = statements.Where(statement => !check.Supports(statement)).ToList();
        var facts = check.KeyFacts(Math.Clamp(statements.Count / 2, 2, ProseWriter.Depth(assignment.Tier, 3, 4, 6)));
        var missing = facts.Where(fact => !FactCheck.Covers(candidate, fact)).ToList();
        var faith = 1 - wrong.Count / (double)statements.Count;
        var cover = facts.Count == 0 ? 1 : 1 - missing.Count / (double)facts.Count;
        return new Verdict(
            FaithWeight * faith + CoverWeight * cover,
            [.. wrong.Select(statement => "Not in the source: " + statement), .. missing],
            [
                $"{statements.Count - wrong.Count} of {statements.Count} statements are in the source.",
                $"{facts.Count - missing.Count} of {facts.Count} key facts of the source are in the candidate.",
            ]);
    }

    private static Verdict OfData(IReadOnlyList<JsonElement> documents, FactCheck check)
    {
        var values = documents.SelectMany(document => CandidateJson.Values(document)).ToList();
        if (values.Count == 0)
            return new Verdict(0, ["The data is empty."], ["The candidate has no value that could be checked."]);
        var wrong = values.Where(value => !check.Supports(value.Value)).ToList();
        return new Verdict(
            1 - wrong.Count / (double)values.Count - (wrong.Any(value => !value.Path.Contains('[')) ? 0.2 : 0) is > 0 and var score ? score : 0,
            [.. wrong.Select(value => $"{value.Path}: {value.Value} is not in the source")],
            [$"{values.Count - wrong.Count} of {values.Count} values are in the source."]);
    }

    private static string Quote(string fact) => fact.Length > LongestQuote ? fact[..LongestQuote] + "…" : fact;

    private sealed record Verdict(double Score, IReadOnlyList<string> Missing, IReadOnlyList<string> Reasons);
}

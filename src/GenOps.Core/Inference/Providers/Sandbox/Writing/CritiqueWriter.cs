using System.Text.Json.Nodes;

namespace GenOps.Core.Inference.Providers.Sandbox.Writing;

/// <summary>Names what a draft says without a source, and what of the sources it leaves out.</summary>
internal static class CritiqueWriter
{
    /// <summary>How a missing fact begins; a rewrite looks for it.</summary>
    public const string LeftOut = "Left out:";

    /// <summary><c>{"problems"}</c>; empty when nothing is found.</summary>
    public static string Write(Assignment assignment)
    {
        var candidate = assignment.Request.Candidate ?? "";
        var check = new FactCheck(assignment);
        var problems = CandidateJson.Read(candidate) is { Count: > 0 } documents
            ? documents.SelectMany(document => CandidateJson.Values(document))
                .Where(value => !check.Supports(value.Value))
                .Select(value => $"{value.Path} is not in the source: {value.Value}")
            : FactCheck.Statements(candidate).Where(statement => !check.Supports(statement)).Select(statement => "Not in the source: " + statement)
                .Concat(check.KeyFacts(ProseWriter.Depth(assignment.Tier, 3, 5, 8))
                    .Where(fact => !FactCheck.Covers(candidate, fact))
                    .Select(fact => $"{LeftOut} {fact}"));
        var named = problems.Take(ProseWriter.Depth(assignment.Tier, 2, 4, 6)).Select(problem => JsonValue.Create(problem));
        return new JsonObject { ["problems"] = new JsonArray([.. named]) }.ToText(SandboxJson.Options);
    }
}

using System.Text.Json.Nodes;

namespace GenOps.Core.Demonstration;

/// <summary>What a judge said.</summary>
/// <param name="Score">0 to 1, of two digits.</param>
/// <param name="Missing">How many facts.</param>
internal readonly record struct DemoVerdict(double Score, int Missing)
{
    /// <summary>Around a quality; what scores badly mostly misses something.</summary>
    public static DemoVerdict Draw(DemoRandom random, double quality)
    {
        var score = Math.Round(Math.Clamp(quality + ((random.Unit() + random.Unit() + random.Unit() - 1.5) * 0.22), 0.05, 1), 2);
        return new DemoVerdict(score, score < quality - 0.1 ? random.Between(0, 3) : random.Chance(0.06) ? 1 : 0);
    }

    public JsonObject ToJson() => new()
    {
        ["score"] = Score,
        ["missing_facts"] = new JsonArray([.. Enumerable.Range(1, Missing).Select(n => JsonValue.Create($"Fact {n} of the source is missing."))]),
        ["reasons"] = new JsonArray(),
    };
}

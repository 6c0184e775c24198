using System.Text.Json.Nodes;
using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Demonstration;

/// <summary>What the rules of a review ask of steps: scores, missing facts, and whether a schema was kept.</summary>
internal sealed class DemoValues : IValueSource
{
    private readonly Dictionary<(string Step, int Item), (double? Score, int? Missing, bool? Valid)> facts = [];

    /// <summary>Whose values are asked for; −1 for the run's.</summary>
    public int Item { get; set; } = -1;

    public void Put(string step, int item, double? score, int? missing, bool? valid) => facts[(step, item)] = (score, missing, valid);

    /// <inheritdoc />
    public bool TryResolve(string path, out JsonNode? value)
    {
        value = null;
        if (path.Split('.') is not ["steps", var step, var facet]) return false;
        if (!facts.TryGetValue((step, Item), out var found) && !facts.TryGetValue((step, -1), out found)) return false;
        value = facet switch
        {
            "score" when found.Score is { } score => JsonValue.Create(score),
            "missing" when found.Missing is { } missing => JsonValue.Create(missing),
            "schema_valid" when found.Valid is { } valid => JsonValue.Create(valid),
            _ => null,
        };
        return value is not null;
    }
}

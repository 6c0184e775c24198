using System.Globalization;
using System.Text.Json.Nodes;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>What a finished step offers to expressions.</summary>
/// <param name="Output">Its result; of a mapped step seen from outside its family, the list of its items' results.</param>
/// <param name="Score">A judge's score, 0 to 1; null for every other step.</param>
/// <param name="Missing">How many facts a judge found missing; null for every other step.</param>
/// <param name="SchemaValid">Whether the answer kept its schema; null without a schema.</param>
/// <param name="CostUsd">What the step cost so far, in dollars.</param>
public sealed record StepValue(JsonNode? Output, double? Score = null, int? Missing = null, bool? SchemaValid = null, decimal CostUsd = 0);

/// <summary>
/// The values of one run, as seen by one step, one item or one output: the caller puts into <see cref="Steps"/>
/// the item's own values for steps of its map family, and lists for the others.
/// </summary>
public sealed class RunValues : IValueSource
{
    /// <summary>The bound inputs, by name.</summary>
    public required JsonObject Inputs { get; init; }

    /// <summary>The finished steps, by id; a skipped or unfinished step is absent.</summary>
    public IReadOnlyDictionary<string, StepValue> Steps { get; init; } = new Dictionary<string, StepValue>();

    /// <summary>What the run cost so far, in dollars.</summary>
    public decimal RunCostUsd { get; init; }

    /// <summary>The name of the map's item; null outside a map.</summary>
    public string? ItemName { get; init; }

    /// <summary>The map's item.</summary>
    public JsonNode? Item { get; init; }

    /// <inheritdoc />
    public bool TryResolve(string path, out JsonNode? value)
    {
        value = null;
        if (!ValuePath.TryParse(path, out var parsed)) return false;
        var segments = parsed.Segments;
        if (ItemName is not null && parsed.Root == ItemName) return TryDescend(Item, segments, 1, out value);
        return parsed.Root switch
        {
            "input" => segments.Count > 1 && TryDescend(Inputs, segments, 1, out value),
            "steps" => segments.Count > 2 && Steps.TryGetValue(segments[1], out var step) && TryStep(step, segments, out value),
            "run" => segments.Count == 2 && segments[1] == "cost_usd" && Found(JsonValue.Create(RunCostUsd), out value),
            _ => false,
        };
    }

    private static bool TryStep(StepValue step, IReadOnlyList<string> segments, out JsonNode? value)
    {
        value = null;
        if (segments[2] == "output") return TryDescend(step.Output, segments, 3, out value);
        if (segments.Count != 3) return false;
        value = segments[2] switch
        {
            "score" => step.Score is { } score ? JsonValue.Create(score) : null,
            "missing" => step.Missing is { } missing ? JsonValue.Create(missing) : null,
            "schema_valid" => step.SchemaValid is { } valid ? JsonValue.Create(valid) : null,
            "cost_usd" => JsonValue.Create(step.CostUsd),
            _ => null,
        };
        return value is not null;
    }

    private static bool TryDescend(JsonNode? start, IReadOnlyList<string> segments, int from, out JsonNode? value)
    {
        value = start;
        for (var i = from; i < segments.Count; i++)
        {
            var found = value switch
            {
                JsonObject fields => fields.TryGetPropertyValue(segments[i], out value),
                JsonArray items => TryIndex(items, segments[i], out value),
                _ => false,
            };
            if (!found) return false;
        }

        return true;
    }

    private static bool TryIndex(JsonArray items, string segment, out JsonNode? value)
    {
        value = null;
        if (!int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= items.Count) return false;
        value = items[index];
        return true;
    }

    private static bool Found(JsonNode? node, out JsonNode? value)
    {
        value = node;
        return true;
    }
}

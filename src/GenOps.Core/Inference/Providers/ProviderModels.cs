using System.Text.Json;
using System.Text.Json.Nodes;
using GenOps.Core.Calls;

namespace GenOps.Core.Inference.Providers;

/// <summary>The models of an account, as its row keeps them: canonical JSON from tier to model.</summary>
public static class ProviderModels
{
    /// <summary>As stored: tiers in their order, lower case.</summary>
    public static string Write(IReadOnlyDictionary<Tier, string> models) => new JsonObject(models
        .OrderBy(pair => pair.Key)
        .Select(pair => KeyValuePair.Create(JsonNamingPolicy.CamelCase.ConvertName(pair.Key.ToString()), (JsonNode?)pair.Value))).ToText();

    /// <summary>What <see cref="Write"/> gave.</summary>
    public static IReadOnlyDictionary<Tier, string> Read(string stored) =>
        Json.Deserialize<Dictionary<string, string>>(stored)!
            .ToDictionary(pair => Enum.Parse<Tier>(pair.Key, ignoreCase: true), pair => pair.Value);
}

using System.Text.Json.Nodes;

namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>A piece of YAML that knows where it stands.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Start">Its first character, from 0.</param>
/// <param name="End">The character after its last one.</param>
internal abstract record YamlNode(Place Place, int Start, int End)
{
    /// <summary>What it is, for messages.</summary>
    public abstract string Kind { get; }

    /// <summary>The same value as JSON, by the core schema of YAML 1.2.</summary>
    public abstract JsonNode? ToJson();
}

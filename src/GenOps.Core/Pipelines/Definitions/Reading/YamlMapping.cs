using System.Text.Json.Nodes;

namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>A block of keys, in the order of the text; the keys differ.</summary>
internal sealed record YamlMapping(IReadOnlyList<YamlEntry> Entries, Place Place, int Start, int End) : YamlNode(Place, Start, End)
{
    public override string Kind => "a block of keys";

    public YamlNode? Find(string key) => Entries.FirstOrDefault(e => e.Key.Text == key)?.Value;

    public override JsonObject ToJson() => new(Entries.Select(e => KeyValuePair.Create(e.Key.Text, e.Value.ToJson())));
}

using System.Text.Json.Nodes;

namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>A list, in the order of the text.</summary>
internal sealed record YamlSequence(IReadOnlyList<YamlNode> Items, Place Place, int Start, int End) : YamlNode(Place, Start, End)
{
    public override string Kind => "a list";

    public override JsonArray ToJson() => new([.. Items.Select(i => i.ToJson())]);
}

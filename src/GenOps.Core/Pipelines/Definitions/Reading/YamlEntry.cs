namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <param name="Key">Its name and place.</param>
/// <param name="Value">What it holds.</param>
internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);

namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>A condition, kept until the kinds of its values are known.</summary>
internal sealed record ConditionUse(Condition Condition, string StepId, YamlScalar Node, string Field);

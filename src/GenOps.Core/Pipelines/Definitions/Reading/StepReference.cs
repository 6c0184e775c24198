namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>A step named by another step or by an output, kept until all steps are known.</summary>
internal sealed record StepReference(string Id, ReferenceRole Role, Place Place, string Field);

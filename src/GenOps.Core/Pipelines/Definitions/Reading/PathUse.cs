namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>A path in an expression, kept until all steps are known.</summary>
/// <param name="Path">The path.</param>
/// <param name="Role">What it is for.</param>
/// <param name="StepId">The step whose expression it is.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Field">The field by names.</param>
internal sealed record PathUse(ValuePath Path, PathRole Role, string StepId, Place Place, string Field);

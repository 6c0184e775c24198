namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>Stands for a step whose kind could not be read, so that steps that name it are not reported as well.</summary>
internal sealed record UnreadStep : StepDefinition
{
    /// <inheritdoc />
    public override StepKind Kind => StepKind.Prompt;
}

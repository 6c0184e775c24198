namespace GenOps.Core.Pipelines.Definitions;

/// <summary>A person's decision where a rule asks for it.</summary>
public sealed record ReviewStep : StepDefinition
{
    /// <inheritdoc />
    public override StepKind Kind => StepKind.Review;

    /// <summary>Steps whose results are shown and decided on, at least one; each belongs to an output.</summary>
    public required IReadOnlyList<string> Of { get; init; }

    /// <summary>An output is flagged when any of these applies; default <c>always</c>.</summary>
    public required IReadOnlyList<ReviewRule> Rules { get; init; }

    /// <summary>Names of the roles that may decide; default Reviewer.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [Access.Roles.Reviewer];

    /// <summary>What the reviewer should look at; null for none.</summary>
    public string? Instructions { get; init; }
}

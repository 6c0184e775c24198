using GenOps.Core.Pipelines.Definitions.Reading;

namespace GenOps.Core.Pipelines.Definitions;

/// <summary>A person's decision where a rule asks for it.</summary>
public sealed record ReviewStep : StepDefinition
{
    internal static readonly string[] Keys = ["of", "when", "roles", "instructions"];

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

    /// <inheritdoc />
    public override bool ActsOnOutputs => true;

    /// <inheritdoc />
    public override IEnumerable<string> Facts => [$"reviewed by {string.Join(" or ", Roles)} when {string.Join("; ", Rules.Select(r => r.Text))}"];

    /// <inheritdoc />
    internal override Shape? Result => null;

    /// <inheritdoc />
    protected override IEnumerable<ValuePath> OwnPaths => Rules.SelectMany(r => r.Paths);

    /// <inheritdoc />
    protected override IReadOnlyList<string> ListedSteps => Of;

    internal static ReviewStep Read(Fields fields)
    {
        var roles = fields.Values("roles", "roles");
        foreach (var unknown in roles.Where(r => !Access.Roles.All.Contains(r.Text)))
            fields.Problems.Add(unknown, fields.PathOf("roles"), $"There is no role '{unknown.Text}'.", Suggestion.For(unknown.Text, Access.Roles.All));
        var rules = fields.Rules("when");
        return new ReviewStep
        {
            Id = "",
            Of = fields.RequiredStepIds("of", ReferenceRole.Reviewed, "Name the steps whose results are reviewed, such as [posts]."),
            Rules = rules.Count == 0 ? [ReviewRule.Always] : rules,
            Roles = roles.Count == 0 ? [Access.Roles.Reviewer] : [.. roles.Select(r => r.Text).Distinct()],
            Instructions = fields.Text("instructions", 4000),
        };
    }
}

using System.Text.Json.Nodes;
using GenOps.Core.Data;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Reviews;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Steps;

/// <summary>Looks at each output by the rules of the step; what they flag waits for a person.</summary>
public sealed class ReviewStepKind(IDbContextFactory<GenOpsDbContext> factory, StepValues steps) : IStepKind
{
    /// <inheritdoc />
    public StepKind Kind => StepKind.Review;

    /// <inheritdoc />
    public async Task<StepOutcome> WorkAsync(StepWork work, CancellationToken cancellationToken)
    {
        var step = (ReviewStep)work.Definition;
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var covered = OutputsOf(work.Script.Definition, step.Of);
        var names = covered.Select(c => c.Name).ToList();
        var outputs = await db.Outputs.AsNoTracking().Where(o => o.RunId == work.Run.Id && names.Contains(o.Name))
            .OrderBy(o => o.Name).ThenBy(o => o.Item).ToListAsync(cancellationToken);
        if (outputs.Count == 0) return new StepOutcome.Skipped("There is no output to review.");
        var undecided = outputs.Where(o => o.State is OutputState.Drafted or OutputState.Flagged).ToList();
        if (undecided.Count == 0) return Decided(outputs);

        var flagged = new Dictionary<OutputId, IReadOnlyList<FlagReason>>();
        var passed = new List<OutputId>();
        foreach (var output in undecided)
        {
            var declaration = covered.First(c => c.Name == output.Name);
            var reasons = await ReasonsAsync(db, work, step, declaration, output, cancellationToken);
            if (reasons.Count > 0 || output.State == OutputState.Flagged) flagged[output.Id] = reasons;
            else passed.Add(output.Id);
        }

        return new StepOutcome.Review(new ReviewPlan(flagged, passed, step.Roles, step.Instructions ?? ""));
    }

    /// <summary>The outputs that hold something of the named steps.</summary>
    public static IReadOnlyList<OutputDeclaration> OutputsOf(PipelineDefinition definition, IReadOnlyList<string> steps) =>
        [.. definition.Outputs.Where(o => o.Artifacts.Any(steps.Contains))];

    /// <summary>What the step gives once all is decided.</summary>
    public static StepOutcome.Done Decided(IReadOnlyList<Output> outputs) => new(new JsonObject
    {
        ["approved"] = outputs.Count(o => o.AcceptedAt is not null),
        ["rejected"] = outputs.Count(o => o.State == OutputState.Rejected),
    });

    private async Task<List<FlagReason>> ReasonsAsync(
        GenOpsDbContext db, StepWork work, ReviewStep step, OutputDeclaration declaration, Output output, CancellationToken cancellationToken)
    {
        var paths = step.Rules.SelectMany(r => r.Paths).ToList();
        var over = declaration.Per is { } per ? work.Script.Definition.Step(per).Map!.Over : null;
        var names = paths.Append(over).Select(p => p?.StepId).OfType<string>().Concat(step.Of).Distinct().ToList();
        var rows = await StepValues.RowsAsync(db, work.Run, output.Item, names, cancellationToken);
        var values = await steps.LoadAsync(db, work.Run, work.Script, declaration.Per ?? step.Id, output.Item, rows, paths, cancellationToken);
        // Drawn by run and item, not by the output's random id, so that the same run gives the same sample again.
        var key = $"{output.RunId}/{output.Name}/{output.Item}";
        var reasons = new List<FlagReason>();
        foreach (var rule in step.Rules)
        {
            try
            {
                if (rule.Applies(values, key)) reasons.Add(new FlagReason(rule.Text, rule.Explain(values)));
            }
            catch (GenOpsException e)
            {
                // A rule that cannot be decided must not let an output through unseen.
                reasons.Add(new FlagReason(rule.Text, $"The rule could not be decided: {e.Message}"));
            }
        }

        reasons.AddRange(step.Of.Where(id => values.Steps.TryGetValue(id, out var v) && v.SchemaValid == false)
            .Select(id => new FlagReason("schema", $"The answer of step '{id}' does not follow its schema.")));
        // What a person could not approve, no rule approves.
        if (reasons.Count == 0)
        {
            var problems = await ApprovalRules.Of(work.Script.Definition, output).ProblemsAsync(db, output.Id, output.Revision, cancellationToken);
            if (problems.Count > 0) reasons.Add(new FlagReason("fit to approve", string.Join(' ', problems.Select(p => $"{p.Field}: {p.Problem}"))));
        }

        return reasons;
    }
}

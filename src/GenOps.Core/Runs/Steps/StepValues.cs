using System.Text.Json.Nodes;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Pipelines.Definitions;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Steps;

/// <summary>
/// Reads what expressions of a step, an item or an output may see. Within a map family a step's value is that of the same
/// item; from outside it is the list.
/// </summary>
public static class StepValues
{
    /// <summary>The values as one step, or one item of it, sees them.</summary>
    /// <param name="db">A context.</param>
    /// <param name="run">The run.</param>
    /// <param name="script">Its script.</param>
    /// <param name="stepId">The step that looks.</param>
    /// <param name="item">Its item; <see cref="StepRun.NoItem"/> for none.</param>
    /// <param name="names">The steps it looks at.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<RunValues> LoadAsync(
        GenOpsDbContext db, Run run, RunScript script, string stepId, int item, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var family = item == StepRun.NoItem ? null : script.Graph.FamilyOf(stepId);
        var steps = await StepsAsync(db, run, script, family, item, names, cancellationToken);
        var inputs = await RunScripts.InputsAsync(db, run, cancellationToken);
        var runCost = await CostAsync(db, run.Id, null, cancellationToken);
        var values = new RunValues { Inputs = inputs, Steps = steps, RunCostUsd = runCost };
        if (item == StepRun.NoItem || script.Definition.Step(stepId).Map is not { } map) return values;
        var list = await MapListAsync(db, run, script, stepId, cancellationToken);
        return new RunValues { Inputs = inputs, Steps = steps, RunCostUsd = runCost, ItemName = map.As, Item = list[item]?.DeepClone() };
    }

    /// <summary>The list a mapped step runs over.</summary>
    /// <exception cref="MissingValueException">The path leads nowhere, or to something that is no list.</exception>
    public static async Task<JsonArray> MapListAsync(
        GenOpsDbContext db, Run run, RunScript script, string stepId, CancellationToken cancellationToken)
    {
        var over = script.Definition.Step(stepId).Map!.Over;
        string[] names = over.Root == "steps" ? [over.Segments[1]] : [];
        var values = new RunValues
        {
            Inputs = await RunScripts.InputsAsync(db, run, cancellationToken),
            Steps = await StepsAsync(db, run, script, null, StepRun.NoItem, names, cancellationToken),
        };
        if (!values.TryResolve(over.Text, out var list)) throw new MissingValueException(over.Text);
        return list as JsonArray
            ?? throw new MissingValueException(over.Text, $"The step '{stepId}' maps over '{over.Text}', which is no list.");
    }

    private static async Task<Dictionary<string, StepValue>> StepsAsync(
        GenOpsDbContext db, Run run, RunScript script, string? family, int item, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, StepValue>();
        if (names.Count == 0) return values;
        // Asked for the state too, SQLite would search all steps of that state for those of the run.
        var rows = await db.StepRuns.AsNoTracking()
            .Where(s => s.RunId == run.Id && names.Contains(s.StepId))
            .ToListAsync(cancellationToken);
        foreach (var group in rows.Where(s => s.State == StepState.Succeeded).GroupBy(s => s.StepId))
        {
            var inFamily = family is not null && script.Graph.FamilyOf(group.Key) == family;
            var row = group.SingleOrDefault(s => s.Item == (inFamily ? item : StepRun.NoItem));
            if (row is null) continue;
            var output = row.OutputHash is { } hash ? Json.Parse(await BlobStore.GetAsync(db, hash, cancellationToken)) : null;
            var cost = await CostAsync(db, run.Id, inFamily ? [row.Id] : [.. group.Select(s => s.Id)], cancellationToken);
            values[group.Key] = new StepValue(output, row.Score, row.Missing, row.SchemaValid, cost);
        }

        // The mapped step's own row is finished last; rows of items alone say nothing yet.
        return values;
    }

    private static async Task<decimal> CostAsync(GenOpsDbContext db, RunId run, StepRunId[]? steps, CancellationToken cancellationToken)
    {
        var entries = db.LedgerEntries.Where(e => e.RunId == run);
        if (steps is not null) entries = entries.Where(e => e.StepRunId != null && steps.Contains(e.StepRunId.Value));
        return new Money(await entries.SumAsync(e => e.Amount.Nanos, cancellationToken)).Usd;
    }
}

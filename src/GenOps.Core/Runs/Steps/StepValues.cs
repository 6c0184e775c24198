using System.Text.Json.Nodes;
using GenOps.Core.Data;
using GenOps.Core.Ledger;
using GenOps.Core.Pipelines.Definitions;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Steps;

/// <summary>
/// Reads what expressions of a step, an item or an output may see. Within a map family a step's value is that of the same
/// item; from outside it is the list.
/// </summary>
/// <param name="contents">Of outputs and inputs.</param>
public sealed class StepValues(ParsedContents contents)
{
    /// <summary>The rows of the steps that one step, or one item of it, looks at: of a mapped one its own, and that of the same item.</summary>
    public static Task<List<StepRun>> RowsAsync(
        GenOpsDbContext db, Run run, int item, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        int[] items = [StepRun.NoItem, item];
        // Asked for the state too, SQLite would search all steps of that state for those of the run.
        return db.StepRuns.AsNoTracking().Where(s => s.RunId == run.Id && names.Contains(s.StepId) && items.Contains(s.Item)).ToListAsync(cancellationToken);
    }

    /// <summary>The values as one step, or one item of it, sees them.</summary>
    /// <param name="db">A context.</param>
    /// <param name="run">The run.</param>
    /// <param name="script">Its script.</param>
    /// <param name="stepId">The step that looks.</param>
    /// <param name="item">Its item; <see cref="StepRun.NoItem"/> for none.</param>
    /// <param name="rows">Of the steps it looks at.</param>
    /// <param name="paths">Which it asks for: what something cost is summed for those alone.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<RunValues> LoadAsync(
        GenOpsDbContext db, Run run, RunScript script, string stepId, int item, IReadOnlyCollection<StepRun> rows, IEnumerable<ValuePath> paths, CancellationToken cancellationToken)
    {
        var family = item == StepRun.NoItem ? null : script.Graph.FamilyOf(stepId);
        var costs = paths.Where(p => p.Segments[^1] == "cost_usd").Select(p => p.StepId ?? "").ToHashSet();
        var steps = new Dictionary<string, StepValue>();
        // The mapped step's own row is finished last; rows of items alone say nothing yet.
        foreach (var row in rows.Where(r => r.State == StepState.Succeeded))
        {
            var inFamily = family is not null && script.Graph.FamilyOf(row.StepId) == family;
            if (row.Item != (inFamily ? item : StepRun.NoItem)) continue;
            var output = row.OutputHash is { } hash ? await contents.OfAsync(db, hash, cancellationToken) : null;
            var cost = costs.Contains(row.StepId) ? await CostAsync(db, run, row, inFamily, cancellationToken) : 0;
            steps[row.StepId] = new StepValue(output, row.Score, row.Missing, row.SchemaValid, cost);
        }

        var inputs = await InputsAsync(db, run, cancellationToken);
        var runCost = costs.Contains("") ? await CostAsync(db.LedgerEntries.Where(e => e.RunId == run.Id), cancellationToken) : 0;
        var values = new RunValues { Inputs = inputs, Steps = steps, RunCostUsd = runCost };
        if (item == StepRun.NoItem || script.Definition.Step(stepId).Map is not { } map) return values;
        var list = await MapListAsync(db, run, script, stepId, rows, cancellationToken);
        return new RunValues { Inputs = inputs, Steps = steps, RunCostUsd = runCost, ItemName = map.As, Item = list[item] };
    }

    /// <summary>The list a mapped step runs over.</summary>
    /// <exception cref="MissingValueException">The path leads nowhere, or to something that is no list.</exception>
    public async Task<JsonArray> MapListAsync(
        GenOpsDbContext db, Run run, RunScript script, string stepId, IReadOnlyCollection<StepRun> rows, CancellationToken cancellationToken)
    {
        var over = script.Definition.Step(stepId).Map!.Over;
        var steps = new Dictionary<string, StepValue>();
        var row = rows.FirstOrDefault(r => r.StepId == over.StepId && r.Item == StepRun.NoItem && r.State == StepState.Succeeded);
        if (row?.OutputHash is { } hash) steps[row.StepId] = new StepValue(await contents.OfAsync(db, hash, cancellationToken));
        var values = new RunValues { Inputs = await InputsAsync(db, run, cancellationToken), Steps = steps };
        if (!values.TryResolve(over.Text, out var list)) throw new MissingValueException(over.Text);
        return list as JsonArray
            ?? throw new MissingValueException(over.Text, $"The step '{stepId}' maps over '{over.Text}', which is no list.");
    }

    private async Task<JsonObject> InputsAsync(GenOpsDbContext db, Run run, CancellationToken cancellationToken) =>
        (await contents.OfAsync(db, run.InputHash, cancellationToken))!.AsObject();

    /// <summary>Of one item, or of the step with all of them.</summary>
    private static Task<decimal> CostAsync(GenOpsDbContext db, Run run, StepRun step, bool item, CancellationToken cancellationToken)
    {
        var steps = db.StepRuns.Where(s => s.RunId == run.Id && s.StepId == step.StepId && (!item || s.Id == step.Id));
        return CostAsync(db.LedgerEntries.Where(e => e.RunId == run.Id && steps.Any(s => s.Id == e.StepRunId)), cancellationToken);
    }

    private static async Task<decimal> CostAsync(IQueryable<LedgerEntry> entries, CancellationToken cancellationToken) =>
        new Money(await entries.SumAsync(e => e.Amount.Nanos, cancellationToken)).Usd;
}

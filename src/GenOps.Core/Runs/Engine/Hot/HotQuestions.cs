using System.Text.Json.Nodes;
using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs.Steps;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Engine.Hot;

/// <summary>Makes the calls of plain steps ready before they are claimed. What cannot be made here is left to the slow way, which says why.</summary>
public sealed class HotQuestions(
    IDbContextFactory<GenOpsDbContext> factory, ParsedContents contents, StepClaims claims, RouteResolver routes, Failover failover, IProviderRegistry providers, CallPrices prices)
{
    /// <summary>Whether anything of a script can be done the hot way.</summary>
    public static bool Knows(RunScript script) => script.Definition.Steps.OfType<PromptStep>().Any(Knows);

    /// <summary>Whether a step, which is no item of a map, can be, the first time it is claimed.</summary>
    public static bool Knows(RunScript script, StepRun step) =>
        step is { Attempts: 0, HeldFor: "" } && script.Definition.Step(step.StepId) is PromptStep { Map: null } prompt && Knows(prompt);

    /// <summary>Whether the items of a mapped step can be: they are told from each other by their item alone, and make outputs only all together.</summary>
    public static bool KnowsItems(RunScript script, string step) => script.Definition.Step(step) is PromptStep { Map: not null } prompt && Knows(prompt)
        && !script.Graph.DependenciesOf(step).Any(d => script.Graph.SameFamily(d, step))
        && script.Definition.Outputs.All(o => o.Per is null || !o.Artifacts.Contains(step));

    // What something cost is summed from the ledger, which only the slow way asks.
    private static bool Knows(PromptStep step) => step is { Critique: null, Concurrency: null } && step.Paths().All(p => p.Segments[^1] != "cost_usd");

    /// <summary>Makes the call of a step ready.</summary>
    /// <returns>Null where the slow way has to see to it.</returns>
    internal async Task<HotQuestion?> MakeAsync(HotRun run, StepRun step)
    {
        try
        {
            return run.Script.Definition.Step(step.StepId) is PromptStep definition && await ValuesAsync(run, definition, step.Item) is var (values, sources)
                && (definition.When is null || definition.When.Evaluate(values))
                ? await MakeAsync(run, step, definition, values, sources)
                : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The slow way meets the same, and puts it down as what became of the step.
            return null;
        }
    }

    private async Task<HotQuestion> MakeAsync(HotRun run, StepRun step, PromptStep definition, RunValues values, IReadOnlyList<BlobHash> sources)
    {
        var asking = PromptStepKind.Asking.Of(definition, values);
        var lease = await claims.ForeseeAsync(run.Row, step, run.Script.Definition);
        try
        {
            var ticket = new StepWork(lease, run.Script, definition, values)
                .Ticket(0, CallPurpose.Production, definition.Model, model => asking.Request(model, CallPurpose.Production, asking.Opening));
            var (route, tier) = failover.First(new RoutePlan(routes.Resolve(ticket.Route, ticket.Money), []), ticket.Route, ticket.Money);
            var draft = IntentDraft.Make(providers.Get(route.Provider), ticket, route);
            return new HotQuestion(lease, definition, asking, ticket, draft, tier, prices.Most(draft), sources);
        }
        catch
        {
            await lease.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the step's expressions see; null where a step it needs gave nothing.</summary>
    private async Task<(RunValues Values, IReadOnlyList<BlobHash> Sources)?> ValuesAsync(HotRun run, PromptStep definition, int item)
    {
        var steps = new Dictionary<string, StepValue>();
        var sources = new List<BlobHash> { run.Row.InputHash };
        foreach (var id in run.Script.Graph.DependenciesOf(definition.Id))
        {
            if (!run.Values.ContainsKey(id))
            {
                if (run.Heads[id] is not { State: StepState.Succeeded, OutputHash: { } hash } done) return null;
                await using var db = await factory.CreateDbContextAsync();
                run.Keep(id, hash, new StepValue(await contents.OfAsync(db, hash, CancellationToken.None), done.Score, done.Missing, done.SchemaValid));
            }

            var (of, value) = run.Values[id];
            steps[id] = value;
            sources.Add(of);
        }

        var values = new RunValues { Inputs = run.Inputs!, Steps = steps };
        if (item == StepRun.NoItem) return (values, sources);
        var list = values.TryResolve(definition.Map!.Over.Text, out var over) ? over as JsonArray : null;
        return list is null ? null : (new RunValues { Inputs = run.Inputs!, Steps = steps, ItemName = definition.Map.As, Item = list[item] }, sources);
    }
}

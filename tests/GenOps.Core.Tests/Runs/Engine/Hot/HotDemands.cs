using GenOps.Core.Access;
using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Delivery;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Levers;
using GenOps.Core.Levers.Holds;
using GenOps.Core.Levers.Reroutes;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine.Hot;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Runs.Engine.Hot;

/// <summary>What the units of the hot way demand, each broken by itself.</summary>
internal static class HotDemands
{
    /// <summary>Of the claim of a run's first step.</summary>
    public static IReadOnlyDictionary<string, HotDemand> OfBeginning { get; } = new Dictionary<string, HotDemand>
    {
        ["the run has not ended"] = new(CancelAsync),
        ["the step is ready"] = new(s => s.StepAsync("first", x => x.State = StepState.Skipped)),
        ["no place of the pipeline is to be taken"] = new(async s => await s.Engine.Get<SetPipelineLimits>()
            .ExecuteAsync(Actor.System, (await s.Engine.RunRowAsync(s.Run)).PipelineId, new PipelineLimits(1, RunPriority.Normal), CancellationToken.None)),
        ["the step does not wait for a time to come"] = new(s => s.StepAsync("first", x => (x.WaitsFor, x.ReadyAt) = (WaitKind.Retry, Now.AddMilliseconds(400)))),
        ["the step's time is not over"] = new(s => s.StepAsync("first", x => x.Deadline = Now.AddHours(-1))) { Yaml = HotPipelines.Timed },
        ["no budget of the day has come"] = new(s => s.BudgetAsync()),
        ["no budget has come from now on"] = new(s => s.BudgetAsync(period: BudgetPeriod.Whole)),
        ["no budget without room has come"] = new(s => s.BudgetAsync(0.000001m, BudgetPeriod.Whole)) { Mend = EndBudgetAsync },
        ["the budget's account is open"] = new(_ => Task.CompletedTask)
        {
            Before = async s =>
            {
                await s.BudgetAsync(eachRunOf: "chain");
                s.Engine.Get<GateMemory>().Budgets = await BudgetsAsync(s);
            },
        },
    };

    /// <summary>Of the claim of the second step, beside the answer of the first.</summary>
    public static IReadOnlyDictionary<string, HotDemand> OfNext { get; } = new Dictionary<string, HotDemand>
    {
        ["the run is not to be cancelled"] = new(s => s.RunAsync(r => r.CancelRequested = true)),
        ["the run has not timed out"] = new(s => s.RunAsync(r => r.TimedOutAt = Now)),
        ["the run's time is not over"] = new(s => s.RunAsync(r => r.Deadline = Now.AddHours(-1))) { Yaml = HotPipelines.Timed },
        ["the step is of the epoch foreseen"] = new(s => s.StepAsync("second", x => x.LeaseEpoch++)),
        ["the step was never tried"] = new(s => s.StepAsync("second", x => x.Attempts = 1)),
        ["the run is not paused"] = new(s => s.PauseAsync(new HoldTarget.OfRun(s.Run))) { Mend = s => s.ResumeAsync(new HoldTarget.OfRun(s.Run)) },
        ["the step is not paused"] = new(s => s.PauseAsync(new HoldTarget.OfStep(s.Run, "second"))) { Mend = s => s.ResumeAsync(new HoldTarget.OfStep(s.Run, "second")) },
        ["the pipeline is not paused"] = new(async s => await s.PauseAsync(await s.PipelineAsync())) { Mend = async s => await s.ResumeAsync(await s.PipelineAsync()) },
        ["the provider is not paused"] = new(s => s.PauseAsync(new HoldTarget.OfProvider("fake"))) { Mend = s => s.ResumeAsync(new HoldTarget.OfProvider("fake")) },
        ["the provider it waits for is not paused"] = new(async s =>
        {
            await s.PauseAsync(new HoldTarget.OfProvider("spare"));
            await s.StepAsync("second", x => x.HeldFor = "spare");
        })
        {
            Mend = s => s.ResumeAsync(new HoldTarget.OfProvider("spare")),
        },
        ["it is not rerouted"] = new(s => s.Engine.Get<PlaceReroute>().ExecuteAsync(
            Actor.System, new RerouteRequest { Step = "", Tier = Tier.Standard, ToProvider = "spare", Reason = "it is quicker" }, CancellationToken.None)),
        ["its circuit is closed"] = new(s => s.AddAsync(Open(HotScene.StandardModel))),
        ["what it is made of is not erased"] = new(async s =>
            await s.Engine.Get<EraseBlob>().ExecuteAsync(Actor.System, new EraseBlobRequest((await s.Engine.RunRowAsync(s.Run)).InputHash, "private"), CancellationToken.None)),
        ["a hard budget has room"] = new(s => s.WithAsync(db => db.Budgets.ExecuteUpdateAsync(b => b.SetProperty(x => x.AmountNanos, 1))))
        {
            Before = OpenBudgetAsync,
            Mend = s => s.WithAsync(async db => await s.Engine.Get<ChangeBudget>()
                .ExecuteAsync(Actor.System, (await db.Budgets.SingleAsync()).Id, 20, "more is needed", CancellationToken.None)),
        },
        ["what counts in a hard budget has a price"] = new(_ => Task.CompletedTask)
        {
            Yaml = HotPipelines.Unpriced,
            Before = OpenBudgetAsync,
            Mend = EndBudgetAsync,
        },
        ["the model did not ask for patience"] = new(s => s.AddAsync(
            new CallLimit { Provider = "fake", Model = HotScene.StandardModel, BlockedUntil = Now.AddMilliseconds(400) })),
        ["a minute's requests are not used up"] = new(s => s.AddAsync(
            new CallLimit { Provider = "fake", Model = HotScene.StandardModel, RequestsPerMinute = 150, RequestsLeft = 0, FilledAt = Now })),
        ["a minute's tokens are not used up"] = new(s => s.AddAsync(
            new CallLimit { Provider = "fake", Model = HotScene.StandardModel, TokensPerMinute = 1000, TokensLeft = 990, FilledAt = Now })),
        ["a place of a limit is free"] = new(async s =>
        {
            await s.AddAsync(new CallLimit { Provider = "fake", Model = HotScene.StandardModel, AtOnce = 1 });
            await s.WithAsync(async db =>
            {
                var call = await db.ModelCalls.AsNoTracking().FirstAsync();
                db.Add(Another(call));
                await db.SaveChangesAsync();
            });
        })
        {
            Mend = async s =>
            {
                await s.WithAsync(db => db.CallLimits.ExecuteDeleteAsync());
                await s.StepAsync("second", x => x.ReadyAt = Now);
            },
        },
    };

    /// <summary>Of the answer of the first step.</summary>
    public static IReadOnlyDictionary<string, HotDemand> OfAnswer { get; } = new Dictionary<string, HotDemand>
    {
        ["the call is not in doubt"] = new(s => s.WithAsync(db => db.ModelCalls.ExecuteUpdateAsync(c => c.SetProperty(x => x.State, CallState.InDoubt)))),
        ["the call has not ended"] = new(s => s.WithAsync(
            db => db.ModelCalls.ExecuteUpdateAsync(c => c.SetProperty(x => x.State, CallState.Superseded).SetProperty(x => x.EndedAt, Now)))),
        ["the step's time is not over"] = new(s => s.StepAsync("first", x => x.Deadline = Now.AddHours(-1))) { Yaml = HotPipelines.Timed },
        ["no circuit has to hear of it"] = new(s => s.AddAsync(
            new Circuit { Provider = "fake", Model = EngineFixture.Model, Failures = 2 })),
        ["no budget has come"] = new(s => s.BudgetAsync()),
        ["no hard budget without room has come"] = new(s => s.BudgetAsync(amount: 0.000001m))
        {
            Mend = EndBudgetAsync,
        },
        ["no budget has ended"] = new(EndBudgetAsync)
        {
            Before = OpenBudgetAsync,
        },
        ["what counts in a budget is priced whole"] = new(_ => Task.CompletedTask)
        {
            Before = async s =>
            {
                await OpenBudgetAsync(s);
                s.Provider.Says = (prompt, said) => said["model"] = prompt.StartsWith("first", StringComparison.Ordinal) ? "a-model-without-price" : said["model"]!.DeepClone();
            },
        },
        ["nobody waits for room"] = new(s => s.WithAsync(async db =>
        {
            var account = await db.BudgetAccounts.SingleAsync();
            var step = await db.StepRuns.SingleAsync(x => x.RunId == s.Run && x.StepId == "third");
            db.Add(new BudgetWait
            {
                Id = Id.New<BudgetWaitId>(),
                AccountId = account.Id,
                BudgetId = account.BudgetId,
                RunId = s.Run,
                StepRunId = step.Id,
                NeedNanos = 1,
                Provider = "fake",
                Model = EngineFixture.Model,
                Since = Now,
            });
            await db.SaveChangesAsync();
        }))
        {
            Before = OpenBudgetAsync,
        },
        ["the run is not cancelled"] = new(CancelAsync),
        ["no delivery is freed"] = new(_ => Task.CompletedTask) { Yaml = HotPipelines.Delivered },
    };

    private static DateTime Now => TimeProvider.System.UtcNow();

    private static Task CancelAsync(HotScene scene) =>
        scene.Engine.Get<CancelRun>().ExecuteAsync(Actor.System, scene.Run, "", CancelMode.Drain, CancellationToken.None);

    /// <summary>A budget whose account this process knows, as the run before has left it.</summary>
    private static async Task OpenBudgetAsync(HotScene scene)
    {
        await scene.BudgetAsync();
        scene.Engine.Get<GateMemory>().Budgets = await BudgetsAsync(scene);
    }

    private static Task EndBudgetAsync(HotScene scene) => scene.WithAsync(
        async db => await scene.Engine.Get<EndBudget>().ExecuteAsync(Actor.System, (await db.Budgets.SingleAsync()).Id, "", CancellationToken.None));

    private static async Task<IReadOnlyList<Budget>> BudgetsAsync(HotScene scene)
    {
        await using var db = scene.Engine.Open();
        return await db.Budgets.AsNoTracking().ToListAsync();
    }

    private static Circuit Open(string model) => new()
    {
        Provider = "fake",
        Model = model,
        State = CircuitState.Open,
        Failures = 5,
        Trips = 1,
        OpenedAt = Now,
        ProbeAt = Now.AddHours(1),
        Problem = "down",
    };

    private static ModelCall Another(ModelCall call) => new()
    {
        Id = Id.New<ModelCallId>(),
        RunId = call.RunId,
        StepRunId = call.StepRunId,
        Generation = call.Generation,
        Ordinal = 7,
        Attempt = 0,
        Purpose = call.Purpose,
        Money = call.Money,
        Provider = "fake",
        Model = HotScene.StandardModel,
        Tier = Tier.Standard,
        Kind = call.Kind,
        Node = call.Node,
        RequestHash = call.RequestHash,
        CreatedAt = Now,
    };
}

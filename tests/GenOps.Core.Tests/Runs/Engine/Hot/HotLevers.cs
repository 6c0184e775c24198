using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Levers;
using GenOps.Core.Levers.Holds;
using GenOps.Core.Levers.Reroutes;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Runs.Engine.Hot;

/// <summary>What somebody may do while a run is under way.</summary>
/// <param name="Pull">Does it; it is confirmed where this ends.</param>
/// <param name="Undo">Undoes it, once the run has come to rest; null where it goes on by itself, or has ended.</param>
internal sealed record HotLever(Func<HotScene, Task> Pull, Func<HotScene, Task>? Undo = null)
{
    /// <summary>The one that knows the steps.</summary>
    public const string OfThird = "pause the next step";

    private static readonly Dictionary<string, HotLever> Known = new()
    {
        ["pause the run"] = Pause(s => Task.FromResult<HoldTarget>(new HoldTarget.OfRun(s.Run))),
        [OfThird] = Pause(s => Task.FromResult<HoldTarget>(new HoldTarget.OfStep(s.Run, "third"))),
        ["pause the pipeline"] = Pause(s => s.PipelineAsync()),
        ["pause the provider"] = Pause(_ => Task.FromResult<HoldTarget>(new HoldTarget.OfProvider("fake"))),
        ["cancel"] = new(s => CancelAsync(s, CancelMode.Drain)),
        ["cancel and break off"] = new(s => CancelAsync(s, CancelMode.Abort)),
        ["reroute"] = new(s => s.Engine.Get<PlaceReroute>().ExecuteAsync(
            Actor.System, new RerouteRequest { Tier = Tier.Small, ToProvider = "spare", Reason = "it is quicker" }, CancellationToken.None)),
        ["set a budget"] = new(s => s.BudgetAsync()),
        ["set a budget that is spent"] = new(s => s.BudgetAsync(0.000001m), s => s.WithAsync(async db =>
            await s.Engine.Get<ChangeBudget>().ExecuteAsync(Actor.System, (await db.Budgets.OrderBy(b => b.AmountNanos).FirstAsync()).Id, 20, "more is needed", CancellationToken.None))),
        ["set a limit"] = new(s => s.Engine.Get<SetCallLimit>().ExecuteAsync(
            Actor.System, new CallLimitRequest { Provider = "fake", RequestsPerMinute = 6000, TokensPerMinute = 1_000_000, AtOnce = 5 }, CancellationToken.None)),
        ["open the circuit"] = new(s => s.AddAsync(new Circuit
        {
            Provider = "fake",
            Model = EngineFixture.Model,
            State = CircuitState.Open,
            Failures = 5,
            Trips = 1,
            OpenedAt = TimeProvider.System.UtcNow(),
            ProbeAt = TimeProvider.System.UtcNow().AddHours(1),
            Problem = "down",
        })),
    };

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => Known.Keys;

    /// <summary>One by its name.</summary>
    public static HotLever Of(string name) => Known[name];

    private static HotLever Pause(Func<HotScene, Task<HoldTarget>> target) => new(async s => await s.PauseAsync(await target(s)), async s => await s.ResumeAsync(await target(s)));

    private static Task CancelAsync(HotScene scene, CancelMode mode) =>
        scene.Engine.Get<CancelRun>().ExecuteAsync(Actor.System, scene.Run, "", mode, CancellationToken.None);
}

using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Desk.Operations;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Tests.Runs.Engine;
using GenOps.FakeProvider;
using GenOps.FakeProvider.Client;
using GenOps.FakeProvider.Faults;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Inference.Routing;

public abstract class FailoverTests(DatabaseKind kind)
{
    private const string WithFallback = """
        name: guarded
        input: { notes: text }
        steps:
          - id: text
            prompt: { tier: small, template: "Shorten: {{ input.notes }}", fallbacks: [spare/gpt-4o-mini] }
        outputs:
          - name: text
            artifacts: [text]
        """;

    [Fact]
    public async Task DeadProvider_WithAStatedFallback_IsLeftAndItsCircuitOpens()
    {
        await using var spare = await FakeProviderProcess.StartAsync(new FakeControl());
        await using var engine = await EngineFixture.StartAsync(kind, spare: spare.BaseUrl);
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.Unavailable });

        for (var i = 0; i < 3; i++) Assert.Equal(RunState.Succeeded, (await engine.RunAsync(WithFallback, ("notes", $"Search is faster {i}."))).State);
        var (last, _) = await engine.RunAsync(WithFallback, ("notes", "And at last."));

        await using var db = engine.Open();
        var circuit = await db.Circuits.SingleAsync();
        Assert.Equal((CircuitState.Open, "fake"), (circuit.State, circuit.Provider));
        Assert.Empty(engine.Provider.Bills());
        Assert.Equal(4, spare.Bills().Count);
        var calls = await engine.CallsAsync(last);
        Assert.Equal("spare", Assert.Single(calls).Provider);
        var reason = await db.RouteDecisions.Where(d => d.CallId == calls[0].Id).Select(d => d.Reason).SingleAsync();
        Assert.Contains("fake/gpt-4o-mini takes no calls after failures", reason, StringComparison.Ordinal);

        var health = await engine.Get<ProviderHealthQuery>().ReadAsync(Actor.System, DateTime.UnixEpoch, CancellationToken.None);
        var dead = health.Models.Single(m => m.Provider == "fake");
        Assert.Equal((5, CircuitState.Open), (dead.Failures[CallFailure.Unavailable], dead.Circuit));
        Assert.NotNull(health.Models.Single(m => m.Provider == "spare").Latency);
    }

    [Fact]
    public async Task OpenCircuit_OnceItsTrialSucceeds_IsClosed()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await using (var db = engine.Open())
        {
            db.Add(new Circuit { Provider = "fake", Model = EngineFixture.Model, State = CircuitState.Open, Failures = 5, Trips = 1, ProbeAt = DateTime.UnixEpoch });
            await db.SaveChangesAsync();
        }

        var (_, state) = await engine.RunAsync(WithFallback.Replace("spare/", "fake/", StringComparison.Ordinal), ("notes", "Search is faster."));

        await using var after = engine.Open();
        Assert.Equal((RunState.Succeeded, CircuitState.Closed), (state, (await after.Circuits.SingleAsync()).State));
    }

    [Fact]
    public async Task RetryAfter_OfOneCall_HoldsBackTheCallsOfOtherRuns()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.PublishAsync(WithFallback.Replace(", fallbacks: [spare/gpt-4o-mini]", "", StringComparison.Ordinal));
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.RateLimit, Times = 1, RetryAfterSeconds = 3600 });
        var first = await engine.StartRunAsync("guarded", ("notes", "One."));
        var second = await engine.StartRunAsync("guarded", ("notes", "Two."));

        await engine.Get<RunWorker>().WorkAsync(first, CancellationToken.None);
        await engine.Get<RunWorker>().WorkAsync(second, CancellationToken.None);

        Assert.Equal(1, (await engine.Provider.ReportAsync()).Requests);
        await using var db = engine.Open();
        var waiting = await db.StepRuns.SingleAsync(s => s.RunId == second);
        Assert.Equal(StepState.Ready, waiting.State);
        Assert.Contains("asked for patience", waiting.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequestsPerMinute_UsedUp_MakeTheNextCallWait()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.Get<SetCallLimit>().ExecuteAsync(
            Actor.System, new CallLimitRequest { Provider = "fake", RequestsPerMinute = 1, AtOnce = 5 }, CancellationToken.None);
        await engine.PublishAsync(WithFallback.Replace(", fallbacks: [spare/gpt-4o-mini]", "", StringComparison.Ordinal));
        var first = await engine.StartRunAsync("guarded", ("notes", "One."));
        var second = await engine.StartRunAsync("guarded", ("notes", "Two."));

        await engine.Get<RunWorker>().WorkAsync(first, CancellationToken.None);
        await using var db = engine.Open();
        await db.CallLimits.ExecuteUpdateAsync(l => l.SetProperty(x => x.RequestsLeft, -5));
        await engine.Get<RunWorker>().WorkAsync(second, CancellationToken.None);

        Assert.Single(engine.Provider.Bills());
        Assert.Contains("1 requests a minute", (await db.StepRuns.SingleAsync(s => s.RunId == second)).Problem, StringComparison.Ordinal);
    }
}

public sealed class FailoverOnSqlite() : FailoverTests(DatabaseKind.Sqlite);

public sealed class FailoverOnPostgres() : FailoverTests(DatabaseKind.Postgres);

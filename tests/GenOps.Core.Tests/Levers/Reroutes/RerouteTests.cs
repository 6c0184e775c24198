using GenOps.Core.Access;
using GenOps.Core.Calls;
using GenOps.Core.Desk.Operations;
using GenOps.Core.Levers.Holds;
using GenOps.Core.Levers.Reroutes;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Tests.Runs.Engine;
using GenOps.FakeProvider.Faults;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Levers.Reroutes;

public abstract class RerouteTests(DatabaseKind kind)
{
    private const string Two = """
        name: two
        input: { notes: text }
        steps:
          - id: first
            prompt: { tier: small, template: "Shorten: {{ input.notes }}" }
          - id: second
            prompt: { tier: standard, template: "Praise: {{ steps.first.output }}" }
        outputs:
          - name: text
            artifacts: [second]
        """;

    private const string Other = "gpt-4o";

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task Reroute_StepOfARunUnderWay_TakesEffectAtTheNextCallAndCanBeTakenBack()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.PublishAsync(Two);
        var run = await engine.StartRunAsync("two", ("notes", "Search is faster."));
        var pipeline = (await engine.RunRowAsync(run)).PipelineId;
        await engine.Get<PlaceHold>().ExecuteAsync(Actor.System, new HoldTarget.OfStep(run, "second"), "a look", null, None);
        await engine.Get<RunWorker>().WorkAsync(run, None);

        var reroute = await PlaceAsync(engine, new RerouteRequest { Pipeline = pipeline, Step = "second", ToProvider = "fake", ToModel = Other });
        await engine.Get<ReleaseHold>().ExecuteAsync(Actor.System, new HoldTarget.OfStep(run, "second"), "", None);
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));

        Assert.Equal([EngineFixture.Model, Other], (await engine.CallsAsync(run)).Select(c => c.Model));
        await using (var db = engine.Open())
        {
            var decision = await db.RouteDecisions.OrderBy(d => d.Id).LastAsync();
            Assert.Contains("Rerouted by GenOps: the other is better", decision.Reason);
        }

        await engine.Get<TakeBackReroute>().ExecuteAsync(Actor.System, reroute, "", None);
        var (later, _) = await engine.RunAsync(Two, ("notes", "Search is faster."));
        Assert.All(await engine.CallsAsync(later), c => Assert.Equal(EngineFixture.Model, c.Model));
        await Assert.ThrowsAsync<ConflictException>(() => engine.Get<TakeBackReroute>().ExecuteAsync(Actor.System, reroute, "", None));
        Assert.False(Assert.Single(await engine.Get<RerouteListQuery>().ReadAsync(Actor.System, None)).InForce);
    }

    [Fact]
    public async Task Reroute_ForNewRunsOnly_LeavesThoseUnderWayAlone()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.PublishAsync(Two);
        var before = await engine.StartRunAsync("two", ("notes", "Search is faster."));
        await PlaceAsync(engine, new RerouteRequest { FromProvider = "fake", ToProvider = "fake", ToModel = Other, RunsUnderWay = false });
        var after = await engine.StartRunAsync("two", ("notes", "Search is faster."));
        await engine.DriveAsync(before);
        await engine.DriveAsync(after);

        Assert.All(await engine.CallsAsync(before), c => Assert.Equal(EngineFixture.Model, c.Model));
        Assert.All(await engine.CallsAsync(after), c => Assert.Equal(Other, c.Model));
    }

    [Fact]
    public async Task Reroute_StepThatWaitsAfterARefusal_GoesOnAtOnceElsewhereAndPaysOnce()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.PublishAsync(Two);
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.RateLimit, Times = 1, RetryAfterSeconds = 3600 });
        var run = await engine.StartRunAsync("two", ("notes", "Search is faster."));
        await engine.Get<RunWorker>().WorkAsync(run, None);
        Assert.Empty(engine.Provider.Bills());

        // The model that asked for patience is left alone by every step.
        await PlaceAsync(engine, new RerouteRequest { FromProvider = "fake", ToProvider = "fake", ToModel = Other });
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));

        Assert.Equal([Other, Other], (await engine.CallsAsync(run)).Where(c => c.State == CallState.Applied).Select(c => c.Model));
        Assert.Equal(2, engine.Provider.Bills().Count);
    }

    [Fact]
    public async Task Forecast_WithRecentCalls_PricesTheirUseElsewhereAndSaysWhatItCannotKnow()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (done, _) = await engine.RunAsync(Two, ("notes", "Search is faster."));
        var pending = await engine.StartRunAsync("two", ("notes", "Search is faster."));
        var pipeline = (await engine.RunRowAsync(pending)).PipelineId;
        var request = new RerouteRequest { Pipeline = pipeline, ToProvider = "fake", ToModel = Other };

        var forecast = await engine.Get<RerouteForecastQuery>().ReadAsync(Actor.System, request, None);

        Assert.Equal(2, forecast.PendingSteps);
        Assert.Equal(["first", "second"], forecast.Lines.Select(l => l.Step));
        var spent = (await engine.CallsAsync(done)).Sum(c => c.CostNanos!.Value);
        Assert.Equal(spent, forecast.Lines.Sum(l => l.BeforeNanoUsd));
        // By the public list gpt-4o costs $2.50 and $10 for a million tokens, gpt-4o-mini $0.15 and $0.60: 16 2/3 times as much.
        Assert.Equal(spent * 50 / 3.0, forecast.Lines.Sum(l => l.AfterNanoUsd!.Value), 10.0);
        Assert.Equal(forecast.PendingChangeNanoUsd, forecast.ChangePerRunNanoUsd);

        var unpriced = await engine.Get<RerouteForecastQuery>().ReadAsync(Actor.System, request with { ToModel = "nobody-knows" }, None);
        Assert.Null(unpriced.PendingChangeNanoUsd);
        Assert.All(unpriced.Lines, l => Assert.Contains("no price", l.Unknown));
    }

    [Fact]
    public async Task Place_WhatMakesNoSense_IsRefusedWithEveryProblem()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var wrong = await Assert.ThrowsAsync<InvalidInputException>(() => PlaceAsync(engine, new RerouteRequest { Step = "x", ToProvider = "nobody" }));
        Assert.Equal(["from", "step", "toProvider"], wrong.Problems.Select(p => p.Field));
        await Assert.ThrowsAsync<InvalidInputException>(() => PlaceAsync(engine, new RerouteRequest { FromProvider = "fake", ToProvider = "fake" }));
        var reviewer = new Actor(null, "Rea", new HashSet<string> { Roles.Reviewer });
        await Assert.ThrowsAsync<AccessDeniedException>(
            () => engine.Get<PlaceReroute>().ExecuteAsync(reviewer, new RerouteRequest { Tier = Tier.Small, ToProvider = "fake", Reason = "x" }, None));
    }

    private static Task<RerouteId> PlaceAsync(EngineFixture engine, RerouteRequest request) =>
        engine.Get<PlaceReroute>().ExecuteAsync(Actor.System, request with { Reason = "the other is better" }, None);
}

public sealed class RerouteTestsOnSqlite() : RerouteTests(DatabaseKind.Sqlite);

public sealed class RerouteTestsOnPostgres() : RerouteTests(DatabaseKind.Postgres);

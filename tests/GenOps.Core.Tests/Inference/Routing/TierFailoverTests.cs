using GenOps.Core.Access;
using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Levers.Holds;
using GenOps.Core.Pricing;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Tests.Runs.Engine;
using GenOps.FakeProvider;
using GenOps.FakeProvider.Client;
using GenOps.FakeProvider.Faults;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Inference.Routing;

/// <summary>Two providers of one tier, one of which cannot: each a process of its own, and nobody named the other.</summary>
public abstract class TierFailoverTests(DatabaseKind kind) : IAsyncLifetime
{
    private const string Plain = """
        name: guarded
        input: { notes: text }
        steps:
          - id: text
            prompt: { tier: small, template: "Shorten: {{ input.notes }}", max_output_tokens: 100 }
        outputs:
          - name: text
            artifacts: [text]
        """;

    private FakeProviderProcess _spare = null!;

    public async Task InitializeAsync() => _spare = await FakeProviderProcess.StartAsync(new FakeControl());

    public async Task DisposeAsync() => await _spare.DisposeAsync();

    [Fact]
    public async Task DeadProvider_WithAnotherOfItsTier_IsLeftEachAttemptBeingARowOfItsOwn()
    {
        await using var engine = await StartAsync(p => p.Name == "spare" ? p with { Models = new Dictionary<Tier, string> { [Tier.Small] = "gpt-4o" } } : p);
        await engine.Provider.KillAsync();

        var (run, state) = await engine.RunAsync(Plain, ("notes", "Search is faster."));

        Assert.Equal(RunState.Succeeded, state);
        var calls = await engine.CallsAsync(run);
        Assert.Equal(
            [("fake", CallState.Rejected, CallFailure.Unreachable), ("fake", CallState.Rejected, CallFailure.Unreachable), ("spare", CallState.Applied, (CallFailure?)null)],
            calls.Select(c => (c.Provider, c.State, c.Failure)));
        Assert.Equal([0, 1, 2], calls.Select(c => c.Attempt));
        Assert.Equal(new long?[] { null, null }, calls.Take(2).Select(c => c.CostNanos));
        Assert.Single(_spare.Bills());
        // The one that answered is dearer, and what was set aside before it was asked is its own worst case.
        Assert.All(calls.Take(2), c => Assert.True(c.ReservedNanos < calls[2].ReservedNanos));
        Assert.Equal(await WorstCaseAsync(engine, calls[2]), calls[2].ReservedNanos);
        Assert.True(calls[2].CostNanos > 0);
        Assert.Equal(new Money(calls[2].CostNanos!.Value), await engine.LedgerAsync(run));
        await using var db = engine.Open();
        var decision = await db.RouteDecisions.SingleAsync(d => d.CallId == calls[2].Id);
        Assert.Equal("""["fake/gpt-4o-mini","spare/gpt-4o"]""", decision.Candidates);
        Assert.Contains("fake/gpt-4o-mini refused it", decision.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the pipeline forbids it")]
    [InlineData("marked never as a fallback")]
    [InlineData("marked, and named by the step all the same")]
    [InlineData("from before, and not agreed to")]
    [InlineData("paused")]
    public async Task ProviderThatAsksForAnHour_WhereTheOtherMayNotAnswer_IsWaitedFor(string why)
    {
        await using var engine = await StartAsync(why switch
        {
            "marked never as a fallback" or "marked, and named by the step all the same" => p => p with { NeverFallback = true },
            "from before, and not agreed to" => p => p with { TierFailover = p.Name != "spare" },
            _ => null,
        });
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.RateLimit, RetryAfterSeconds = 3600 });
        if (why == "paused")
            await engine.Get<PlaceHold>().ExecuteAsync(Actor.System, new HoldTarget.OfProvider("spare"), "maintenance", null, CancellationToken.None);

        var yaml = why switch
        {
            "the pipeline forbids it" => Plain + "\nfailover: false\n",
            "marked, and named by the step all the same" => Plain.Replace("tier: small,", "tier: small, fallbacks: [spare/gpt-4o-mini],", StringComparison.Ordinal),
            _ => Plain,
        };
        var step = await WorkOnceAsync(engine, yaml);

        Assert.Equal(StepState.Ready, step.State);
        // It is the provider that is waited for, and nothing of the other's.
        Assert.Contains("429", step.Problem, StringComparison.Ordinal);
        Assert.Empty(_spare.Bills());
        Assert.Equal("fake", Assert.Single(await engine.CallsAsync(step.RunId)).Provider);
    }

    [Fact]
    public async Task ProviderThatAsksForAnHour_WhereTheStepNamesTheOther_IsLeftThoughThePipelineForbidsTheRest()
    {
        await using var engine = await StartAsync();
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.RateLimit, RetryAfterSeconds = 3600 });

        var named = Plain.Replace("tier: small,", "tier: small, fallbacks: [spare/gpt-4o-mini],", StringComparison.Ordinal) + "\nfailover: false\n";

        Assert.Equal(RunState.Succeeded, (await engine.RunAsync(named, ("notes", "One."))).State);
        Assert.Single(_spare.Bills());
    }

    [Fact]
    public async Task RequestRefusedForWhatItAsks_IsBroughtToNobodyElse()
    {
        await using var engine = await StartAsync(p => p.Name == "fake" ? p with { Models = new Dictionary<Tier, string> { [Tier.Small] = "missing-model" } } : p);

        Assert.Equal(RunState.Failed, (await engine.RunAsync(Plain, ("notes", "One."))).State);

        Assert.Empty(_spare.Bills());
    }

    [Fact]
    public async Task LiveRun_WithEveryProviderGone_NeverFallsOverToTheSandbox()
    {
        await using var engine = await EngineFixture.StartAsync(kind, shape: p => p with { Fallbacks = ["sandbox", "sandbox/sandbox-small"] });
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.RateLimit, RetryAfterSeconds = 3600 });

        var step = await WorkOnceAsync(engine, Plain);

        Assert.Equal(StepState.Ready, step.State);
        Assert.All(await engine.CallsAsync(step.RunId), c => Assert.Equal(("fake", MoneyMode.Live), (c.Provider, c.Money)));
    }

    private Task<EngineFixture> StartAsync(Func<ProviderSettings, ProviderSettings>? shape = null) =>
        EngineFixture.StartAsync(kind, spare: _spare.BaseUrl, shape: shape);

    private static async Task<StepRun> WorkOnceAsync(EngineFixture engine, string yaml)
    {
        await engine.PublishAsync(yaml);
        var run = await engine.StartRunAsync("guarded", ("notes", "One."));
        await engine.Get<RunWorker>().WorkAsync(run, CancellationToken.None);
        return Assert.Single(await engine.StepsAsync(run));
    }

    /// <summary>What a call may cost at most, by its own provider and model.</summary>
    private static async Task<long?> WorstCaseAsync(EngineFixture engine, ModelCall call)
    {
        await using var db = engine.Open();
        var request = new CanonicalRequest(call.Kind, call.Model, await BlobStore.GetAsync(db, call.RequestHash, CancellationToken.None));
        var most = engine.Get<IProviderRegistry>().Get(call.Provider).WorstCase(request);
        return engine.Get<IPriceBook>().Price(call.Provider, call.Model, most, call.CreatedAt, call.CreatedAt).Cost?.Nanos;
    }
}

public sealed class TierFailoverOnSqlite() : TierFailoverTests(DatabaseKind.Sqlite);

public sealed class TierFailoverOnPostgres() : TierFailoverTests(DatabaseKind.Postgres);

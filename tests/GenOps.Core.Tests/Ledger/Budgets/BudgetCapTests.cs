using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Levers;
using GenOps.Core.Pricing;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.Core.Tests.Runs.Engine;
using GenOps.FakeProvider;
using GenOps.FakeProvider.Faults;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Ledger.Budgets;

public abstract class BudgetCapTests(DatabaseKind kind)
{
    private const string Pipeline = """
        name: capped
        cost_centre: marketing
        input: { notes: text }
        steps:
          - id: text
            prompt: { tier: small, max_output_tokens: 60, template: "Shorten: {{ input.notes }}" }
        outputs:
          - name: text
            artifacts: [text]
        """;

    private const string Notes = "Search is faster now. Dark mode arrives. Exports to CSV work again.";

    [Fact]
    public async Task TwoHundredCallsAtOnce_UnderACapThatFits120_SpendNoMoreAndRefuseNoneThatFits()
    {
        const int Calls = 200;
        const int Fitting = 120;
        // A call that times out on a busy machine would count at its worst case.
        await using var engine = await EngineFixture.StartAsync(kind, timeout: TimeSpan.FromMinutes(2));
        var (settled, worst) = await CostOfOneAsync(engine);
        Assert.True(worst > settled, "The test needs calls that cost less than their worst case.");
        await engine.Provider.ControlAsync(new FakeControl { LatencyMs = 30, LatencyMaxMs = 120 });
        var cap = new Money(((Fitting - 1) * settled.Nanos) + worst.Nanos);
        var id = await CreateAsync(engine, BudgetScope.Pipeline, "capped", BudgetKind.Hard, cap);
        for (var i = 0; i < Calls; i++) await engine.StartRunAsync("capped", ("notes", Notes));

        var crowd = new EngineCrowd(engine, kind == DatabaseKind.Sqlite ? 16 : 48);
        await crowd.WorkToRestAsync(() => AssertWithinAsync(engine, id, cap));

        Assert.Empty(await FailedAsync(engine));
        Assert.Equal(Fitting, await CountAsync(engine, RunState.Succeeded) - 1);
        var row = await engine.Get<BudgetsQuery>().FindAsync(Actor.System, id, CancellationToken.None);
        Assert.Equal((Fitting * settled.Nanos, 0L), (row.SpentNanoUsd, row.ReservedNanoUsd));
        Assert.Equal((0, Calls - Fitting), (row.Waiting, row.Held));
        await using (var db = engine.Open())
        {
            Assert.Equal(Calls - Fitting, await db.Holds.CountAsync(h => h.Scope == HoldScope.Step && h.ReleasedAt == null));
            var rows = await BudgetsQuery.SpentRowsAsync(db, row.Account!.Value, CancellationToken.None);
            Assert.Equal(row.SpentNanoUsd, await rows!.SumAsync(e => e.Amount.Nanos));
        }

        await engine.Get<ChangeBudget>().ExecuteAsync(Actor.System, id, new Money(cap.Nanos * 2).Usd, "the campaign goes on", CancellationToken.None);
        await crowd.WorkToRestAsync(() => AssertWithinAsync(engine, id, new Money(cap.Nanos * 2)));

        Assert.Equal(Calls + 1, await CountAsync(engine, RunState.Succeeded));
        Assert.Equal(Calls + 1, engine.Provider.Bills().Count);
    }

    [Fact]
    public async Task UnpricedModel_UnderAHardBudget_IsHeldWithTheCureAndGoesOnOncePriced()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.PublishAsync(Pipeline.Replace("tier: small,", "model: fake/mystery-1,", StringComparison.Ordinal));
        await CreateAsync(engine, BudgetScope.CostCentre, "marketing", BudgetKind.Hard, Money.FromUsd(10));
        var run = await engine.StartRunAsync("capped", ("notes", Notes));

        Assert.Equal(RunState.Running, await engine.DriveAsync(run));

        await using (var db = engine.Open())
        {
            var hold = await db.Holds.SingleAsync(h => h.ReleasedAt == null);
            Assert.Contains("fake/mystery-1 has no price", hold.Reason, StringComparison.Ordinal);
            Assert.Contains("Settings → Prices", hold.Reason, StringComparison.Ordinal);
        }

        Assert.Empty(engine.Provider.Bills());
        await engine.Get<RecordPrice>().ExecuteAsync(
            Actor.System,
            new RecordPriceRequest
            {
                Provider = "fake",
                Model = "mystery-1",
                ValidFrom = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
                Source = "a test",
                Lines = [new PriceLine(Meter.Input, 0.000001m), new PriceLine(Meter.Output, 0.000002m)],
            },
            CancellationToken.None);

        await Watch(engine).CheckAsync(CancellationToken.None);
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));
    }

    [Fact]
    public async Task BucketWithoutAPrice_UnderAHardBudget_IsHeldByNameAndGoesOnByItselfOnceAllIsPriced()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.PublishAsync(Pipeline.Replace("tier: small,", "model: fake/mystery-1,", StringComparison.Ordinal));
        await CreateAsync(engine, BudgetScope.CostCentre, "marketing", BudgetKind.Hard, Money.FromUsd(10));
        await RecordAsync(engine, "mystery-1", new PriceLine(Meter.Input, 0.000001m));
        var run = await engine.StartRunAsync("capped", ("notes", Notes));
        Assert.Equal(RunState.Running, await engine.DriveAsync(run));
        Assert.Contains("fake/mystery-1 has no price for 60 output tokens", await HoldReasonAsync(engine), StringComparison.Ordinal);

        await RecordAsync(engine, "mystery-1", new PriceLine(Meter.AudioInput, 0.000001m));
        await Watch(engine).CheckAsync(CancellationToken.None);
        Assert.NotNull(await HoldReasonAsync(engine));

        await RecordAsync(engine, "mystery-1", new PriceLine(Meter.Output, 0.000002m));
        await AssertGoesOnByItselfAsync(engine, run);
    }

    [Fact]
    public async Task NameWithoutAPrice_UnderAHardBudget_GoesOnByItselfOncePricedAsAnother()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.PublishAsync(Pipeline.Replace("tier: small,", "model: fake/mystery-1-2026-01-01,", StringComparison.Ordinal));
        await CreateAsync(engine, BudgetScope.CostCentre, "marketing", BudgetKind.Hard, Money.FromUsd(10));
        var run = await engine.StartRunAsync("capped", ("notes", Notes));
        Assert.Equal(RunState.Running, await engine.DriveAsync(run));

        await engine.Get<RecordPriceAlias>().ExecuteAsync(
            Actor.System,
            new RecordPriceAliasRequest { Provider = "fake", Model = "mystery-1", PricedAs = "gpt-4.1", ValidFrom = From, Source = "a test" },
            CancellationToken.None);

        await AssertGoesOnByItselfAsync(engine, run);
    }

    [Fact]
    public async Task UnpricedRest_UnderAHardBudget_StaysReservedUntilItIsPriced()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (settled, worst) = await CostOfOneAsync(engine);
        var spent = settled.Nanos;
        // Room for one worst case, and once the first call is priced whole, for one more.
        var id = await CreateAsync(engine, BudgetScope.CostCentre, "marketing", BudgetKind.Hard, new Money(spent + worst.Nanos + 5_000), BudgetPeriod.Month);
        await engine.Provider.ControlAsync(Saying("""{"usage":{"prompt_tokens":20,"completion_tokens":4,"total_tokens":24,"prompt_tokens_details":{"audio_tokens":10}}}"""));
        var first = await engine.StartRunAsync("capped", ("notes", Notes));
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(first));

        var call = Assert.Single(await engine.CallsAsync(first));
        Assert.Equal((PricingState.PartlyPriced, 3_900L), (call.Pricing, call.CostNanos!.Value));
        var row = await engine.Get<BudgetsQuery>().FindAsync(Actor.System, id, CancellationToken.None);
        Assert.Equal((spent + 3_900, worst.Nanos - 3_900), (row.SpentNanoUsd, row.ReservedNanoUsd));

        // A further call finds no room, is told why, and goes on once the rest has a price.
        await engine.Provider.ControlAsync(new FakeControl { Say = [] });
        var second = await engine.StartRunAsync("capped", ("notes", Notes));
        Assert.Equal(RunState.Running, await engine.DriveAsync(second));
        Assert.Contains("kept for answers whose use has no price", await HoldReasonAsync(engine), StringComparison.Ordinal);
        await RecordAsync(engine, EngineFixture.Model, new PriceLine(Meter.AudioInput, 0.0000001m));
        var repriced = await RepriceAsync(engine);
        Assert.Equal((1, new Money(1_000)), (repriced.Calls, repriced.LiveCost));
        row = await engine.Get<BudgetsQuery>().FindAsync(Actor.System, id, CancellationToken.None);
        Assert.Equal((spent + 4_900, 0L), (row.SpentNanoUsd, row.ReservedNanoUsd));
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(second));
    }

    [Fact]
    public async Task AnsweredNameThatNothingKnows_UnderAHardBudget_CountsAtItsReservedWorstCaseUntilPricedAsAnother()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.PublishAsync(Pipeline);
        var id = await CreateAsync(engine, BudgetScope.CostCentre, "marketing", BudgetKind.Hard, Money.FromUsd(10));
        await engine.Provider.ControlAsync(Saying("""{"model":"house-7","usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}}"""));
        var run = await engine.StartRunAsync("capped", ("notes", Notes));
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));

        var call = Assert.Single(await engine.CallsAsync(run));
        Assert.Equal((PricingState.Unpriced, "No price is known for house-7 at fake."), (call.Pricing, call.UnpricedUse));
        var row = await engine.Get<BudgetsQuery>().FindAsync(Actor.System, id, CancellationToken.None);
        Assert.Equal((0L, call.ReservedNanos), (row.SpentNanoUsd, row.ReservedNanoUsd));

        await engine.Get<RecordPriceAlias>().ExecuteAsync(
            Actor.System, new RecordPriceAliasRequest { Provider = "fake", Model = "house-7", PricedAs = "gpt-4.1", ValidFrom = From, Source = "a test" },
            CancellationToken.None);
        await RepriceAsync(engine);

        row = await engine.Get<BudgetsQuery>().FindAsync(Actor.System, id, CancellationToken.None);
        Assert.Equal((2_800_000L, 0L), (row.SpentNanoUsd, row.ReservedNanoUsd));
    }

    [Fact]
    public async Task Doubt_UnderABudget_CountsAtItsWorstCaseUntilSettled()
    {
        await using var engine = await EngineFixture.StartAsync(kind, InDoubtPolicy.Hold);
        await engine.PublishAsync(Pipeline);
        var id = await CreateAsync(engine, BudgetScope.Provider, "fake", BudgetKind.Hard, Money.FromUsd(10));
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.Drop, Times = 1 });
        var run = await engine.StartRunAsync("capped", ("notes", Notes));
        await engine.DriveAsync(run);
        var call = Assert.Single(await engine.CallsAsync(run));
        var doubtful = await engine.Get<BudgetsQuery>().FindAsync(Actor.System, id, CancellationToken.None);
        Assert.Equal((CallState.InDoubt, call.ReservedNanos, 0L), (call.State, doubtful.SpentNanoUsd, doubtful.ReservedNanoUsd));

        await engine.Get<SettleDoubt>().ExecuteAsync(Actor.System, call.Id, DoubtDecision.Resubmit, CancellationToken.None);
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));

        var after = await engine.Get<BudgetsQuery>().FindAsync(Actor.System, id, CancellationToken.None);
        Assert.Equal((await engine.LedgerAsync(run), 0L), (new Money(after.SpentNanoUsd), after.ReservedNanoUsd));
    }

    [Fact]
    public async Task NewBudget_OfAnAnswerWithABucketWithoutAPrice_StartsWithItsWorstCase()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.PublishAsync(Pipeline);
        await engine.Provider.ControlAsync(Saying("""{"usage":{"prompt_tokens":20,"completion_tokens":4,"total_tokens":24,"prompt_tokens_details":{"audio_tokens":10}}}"""));
        var run = await engine.StartRunAsync("capped", ("notes", Notes));
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));
        var call = Assert.Single(await engine.CallsAsync(run));

        var month = await CreateAsync(engine, BudgetScope.CostCentre, "marketing", BudgetKind.Hard, Money.FromUsd(10), BudgetPeriod.Month);
        var other = await CreateAsync(engine, BudgetScope.CostCentre, "sales", BudgetKind.Hard, Money.FromUsd(10), BudgetPeriod.Month);
        var sandbox = await engine.Get<CreateBudget>().ExecuteAsync(
            Actor.System,
            Request(BudgetScope.CostCentre, "marketing", BudgetKind.Hard, Money.FromUsd(10), BudgetPeriod.Month) with { Money = MoneyMode.Sandbox },
            CancellationToken.None);

        var row = await engine.Get<BudgetsQuery>().FindAsync(Actor.System, month, CancellationToken.None);
        Assert.Equal((3_900L, call.ReservedNanos - 3_900), (row.SpentNanoUsd, row.ReservedNanoUsd));
        Assert.Equal(0, (await engine.Get<BudgetsQuery>().FindAsync(Actor.System, other, CancellationToken.None)).ReservedNanoUsd);
        Assert.Equal(0, (await engine.Get<BudgetsQuery>().FindAsync(Actor.System, sandbox, CancellationToken.None)).ReservedNanoUsd);
        await RecordAsync(engine, EngineFixture.Model, new PriceLine(Meter.AudioInput, 0.0000001m));
        await RepriceAsync(engine);
        row = await engine.Get<BudgetsQuery>().FindAsync(Actor.System, month, CancellationToken.None);
        Assert.Equal((4_900L, 0L), (row.SpentNanoUsd, row.ReservedNanoUsd));
    }

    [Fact]
    public async Task BudgetCreatedWhileACallIsUnderWay_CountsItsWorstCaseOnceItIsUnpriced()
    {
        await using var engine = await EngineFixture.StartAsync(kind, timeout: TimeSpan.FromMinutes(2));
        await engine.PublishAsync(Pipeline);
        await engine.Provider.ControlAsync(Saying("""{"model":"house-7"}""") with { HoldAnswers = true });
        var run = await engine.StartRunAsync("capped", ("notes", Notes));
        var driving = engine.DriveAsync(run);
        while ((await engine.Provider.ReportAsync()).Bills == 0) await Task.Delay(20);

        var id = await CreateAsync(engine, BudgetScope.CostCentre, "marketing", BudgetKind.Hard, Money.FromUsd(10), BudgetPeriod.Month);
        await engine.Provider.ControlAsync(new FakeControl { HoldAnswers = false });
        Assert.Equal(RunState.Succeeded, await driving);

        var call = Assert.Single(await engine.CallsAsync(run));
        var row = await engine.Get<BudgetsQuery>().FindAsync(Actor.System, id, CancellationToken.None);
        Assert.Equal((0L, call.ReservedNanos), (row.SpentNanoUsd, row.ReservedNanoUsd));
    }

    [Fact]
    public async Task AnswerOfACallInDoubt_WithABucketWithoutAPrice_KeepsTheEstimateUntilAllIsPriced()
    {
        await using var engine = await EngineFixture.StartAsync(kind, lookUp: true);
        await engine.PublishAsync(Pipeline);
        var id = await CreateAsync(engine, BudgetScope.CostCentre, "marketing", BudgetKind.Hard, Money.FromUsd(10));
        await engine.Provider.ControlAsync(Saying("""{"usage":{"prompt_tokens":20,"completion_tokens":4,"total_tokens":24,"prompt_tokens_details":{"audio_tokens":10}}}"""));
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.Drop, Times = 1 });
        var run = await engine.StartRunAsync("capped", ("notes", Notes));
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));

        var call = Assert.Single(await engine.CallsAsync(run));
        Assert.Equal((PricingState.PartlyPriced, call.ReservedNanos), (call.Pricing, call.CostNanos));
        var row = await engine.Get<BudgetsQuery>().FindAsync(Actor.System, id, CancellationToken.None);
        Assert.Equal((call.ReservedNanos, 0L), (row.SpentNanoUsd, row.ReservedNanoUsd));

        await RecordAsync(engine, EngineFixture.Model, new PriceLine(Meter.AudioInput, 0.0000001m));
        Assert.Equal(1, (await RepriceAsync(engine)).Calls);

        row = await engine.Get<BudgetsQuery>().FindAsync(Actor.System, id, CancellationToken.None);
        Assert.Equal((4_900L, 0L), (row.SpentNanoUsd, row.ReservedNanoUsd));
        Assert.Equal(new Money(4_900), await engine.LedgerAsync(run));
    }

    [Fact]
    public async Task Refusal_UnderABudget_GivesItsRoomBack()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        await engine.PublishAsync(Pipeline);
        var id = await CreateAsync(engine, BudgetScope.Everything, "", BudgetKind.Hard, Money.FromUsd(10));
        await engine.Provider.FailAsync(new Fault { Kind = FaultKind.RateLimit, RetryAfterSeconds = 3600 });
        var run = await engine.StartRunAsync("capped", ("notes", Notes));

        await engine.Get<RunWorker>().WorkAsync(run, CancellationToken.None);

        var row = await engine.Get<BudgetsQuery>().FindAsync(Actor.System, id, CancellationToken.None);
        Assert.Equal((0L, 0L), (row.SpentNanoUsd, row.ReservedNanoUsd));
        Assert.Equal(CallState.Rejected, Assert.Single(await engine.CallsAsync(run)).State);
    }

    [Fact]
    public async Task SoftBudget_SpentTwiceOver_LetsCallsGoOnAndTellsOnce()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (settled, _) = await CostOfOneAsync(engine);
        var id = await CreateAsync(engine, BudgetScope.EachRun, "capped", BudgetKind.Soft, new Money(settled.Nanos / 2));

        var run = await engine.StartRunAsync("capped", ("notes", Notes));
        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));
        await Watch(engine).CheckAsync(CancellationToken.None);
        await Watch(engine).CheckAsync(CancellationToken.None);

        var row = await engine.Get<BudgetsQuery>().FindAsync(Actor.System, id, CancellationToken.None);
        Assert.Equal((run, settled.Nanos), (row.Run, row.SpentNanoUsd));
        Assert.Equal([BudgetWarning.Full], row.Told.Select(t => t.Warning));
    }

    [Fact]
    public async Task NewBudget_OfMoneyAlreadySpent_StartsWithIt()
    {
        await using var engine = await EngineFixture.StartAsync(kind);
        var (settled, _) = await CostOfOneAsync(engine);

        var month = await CreateAsync(engine, BudgetScope.Pipeline, "capped", BudgetKind.Soft, Money.FromUsd(10), BudgetPeriod.Month);
        var sandbox = await engine.Get<CreateBudget>().ExecuteAsync(
            Actor.System, Request(BudgetScope.Pipeline, "capped", BudgetKind.Soft, Money.FromUsd(10), BudgetPeriod.Month) with { Money = MoneyMode.Sandbox },
            CancellationToken.None);

        Assert.Equal(settled.Nanos, (await engine.Get<BudgetsQuery>().FindAsync(Actor.System, month, CancellationToken.None)).SpentNanoUsd);
        Assert.Equal(0, (await engine.Get<BudgetsQuery>().FindAsync(Actor.System, sandbox, CancellationToken.None)).SpentNanoUsd);
    }

    private static DateTime From => new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static FakeControl Saying(string fields) => new() { Say = System.Text.Json.Nodes.JsonNode.Parse(fields)!.AsObject() };

    private static Task<IReadOnlyList<PriceEntryId>> RecordAsync(EngineFixture engine, string model, PriceLine line) => engine.Get<RecordPrice>().ExecuteAsync(
        Actor.System, new RecordPriceRequest { Provider = "fake", Model = model, ValidFrom = From, Source = "a test", Lines = [line] }, CancellationToken.None);

    private static Task<Repricing> RepriceAsync(EngineFixture engine) =>
        new RepriceUnpriced(engine.Database.Runner(), engine.Database.Contexts, engine.Get<IPriceBook>(), engine.Get<BudgetBook>())
            .ExecuteAsync(Actor.System, CancellationToken.None);

    private static async Task<string?> HoldReasonAsync(EngineFixture engine)
    {
        await using var db = engine.Open();
        return await db.Holds.Where(h => h.ReleasedAt == null).Select(h => h.Reason).SingleOrDefaultAsync();
    }

    private static async Task<int> WakesAsync(EngineFixture engine, RunId run)
    {
        await using var db = engine.Open();
        return await db.Outbox.CountAsync(m => m.RunId == run);
    }

    /// <summary>The hold is released, the wait gone and the run woken, without anybody's doing.</summary>
    private static async Task AssertGoesOnByItselfAsync(EngineFixture engine, RunId run)
    {
        var woken = await WakesAsync(engine, run);
        await Watch(engine).CheckAsync(CancellationToken.None);
        Assert.Null(await HoldReasonAsync(engine));
        await using (var db = engine.Open()) Assert.Empty(await db.BudgetWaits.ToListAsync());
        Assert.Equal(woken + 1, await WakesAsync(engine, run));

        Assert.Equal(RunState.Succeeded, await engine.DriveAsync(run));
    }

    private static async Task AssertWithinAsync(EngineFixture engine, BudgetId id, Money cap)
    {
        await using var db = engine.Open();
        var account = await db.BudgetAccounts.AsNoTracking().SingleAsync(a => a.BudgetId == id);
        Assert.InRange(account.SpentNanos + account.ReservedNanos, 0, cap.Nanos);
        Assert.True(account.ReservedNanos >= 0);
    }

    private static async Task<(Money Settled, Money Worst)> CostOfOneAsync(EngineFixture engine)
    {
        var (run, state) = await engine.RunAsync(Pipeline, ("notes", Notes));
        Assert.Equal(RunState.Succeeded, state);
        var call = Assert.Single(await engine.CallsAsync(run));
        return (new Money(call.CostNanos!.Value), new Money(call.ReservedNanos!.Value));
    }

    private static async Task<int> CountAsync(EngineFixture engine, RunState state)
    {
        await using var db = engine.Open();
        return await db.Runs.CountAsync(r => r.State == state);
    }

    private static BudgetWatch Watch(EngineFixture engine) => new(
        engine.Get<CommandRunner>(), engine.Database.Contexts, engine.Get<BudgetBook>(), engine.Get<IPriceBook>(), TimeProvider.System,
        Microsoft.Extensions.Logging.Abstractions.NullLogger<BudgetWatch>.Instance);

    /// <summary>Why steps failed: so that a run that is missing says what became of it.</summary>
    private static async Task<List<string>> FailedAsync(EngineFixture engine)
    {
        await using var db = engine.Open();
        return await db.StepRuns.Where(s => s.State == StepState.Failed).Select(s => s.Problem).ToListAsync();
    }

    private static Task<BudgetId> CreateAsync(
        EngineFixture engine, BudgetScope scope, string target, BudgetKind kind, Money amount, BudgetPeriod period = BudgetPeriod.Whole) =>
        engine.Get<CreateBudget>().ExecuteAsync(Actor.System, Request(scope, target, kind, amount, period), CancellationToken.None);

    private static CreateBudgetRequest Request(BudgetScope scope, string target, BudgetKind kind, Money amount, BudgetPeriod period) =>
        new() { Scope = scope, Target = target, Period = period, Kind = kind, Money = MoneyMode.Live, AmountUsd = amount.Usd };
}

public sealed class BudgetCapOnSqlite() : BudgetCapTests(DatabaseKind.Sqlite);

public sealed class BudgetCapOnPostgres() : BudgetCapTests(DatabaseKind.Postgres);

using GenOps.Core.Access;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Runs.Engine.Hot;
using GenOps.FakeProvider.Faults;
using GenOps.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Tests.Runs.Engine.Hot;

/// <summary>The slow way is the reference: whatever happens, the hot way leaves the same rows.</summary>
public abstract class HotConformanceTests(DatabaseKind kind)
{
    private const string Chain = """
        name: chain
        input: { notes: text }
        steps:
          - id: first
            prompt: { tier: small, template: "Sum up: {{ input.notes }}" }
          - id: second
            prompt: { tier: small, template: "Shorten: {{ steps.first.output }}" }
          - id: third
            prompt: { tier: small, template: "Translate: {{ steps.second.output }}" }
        outputs:
          - name: text
            artifacts: [third]
        """;

    private const string Diamond = """
        name: diamond
        input: { notes: text }
        timeout: 10m
        steps:
          - id: facts
            timeout: 5m
            prompt:
              tier: small
              template: "Facts of {{ input.notes }}"
              schema: { type: object, properties: { title: { type: string } }, required: [title] }
          - id: left
            when: steps.facts.output.title != ""
            prompt: { tier: small, template: "Left of {{ steps.facts.output.title }}" }
          - id: right
            prompt: { tier: standard, system: "Be brief.", template: "Right of {{ steps.facts.output.title }}" }
          - id: never
            when: steps.facts.output.title == "no such title"
            prompt: { tier: small, template: "Never: {{ steps.left.output }}" }
          - id: both
            needs: [left]
            prompt: { tier: small, template: "Both: {{ steps.left.output }} {{ steps.right.output }}" }
        outputs:
          - name: two
            artifacts: [left, right]
          - name: one
            artifacts: [both]
        """;

    private const string Mixed = """
        name: mixed
        input: { notes: text }
        steps:
          - id: facts
            prompt:
              tier: small
              template: "Highlights of {{ input.notes }}"
              schema: { type: object, properties: { highlights: { type: array, items: { type: string } } }, required: [highlights] }
          - id: text
            prompt: { tier: small, template: "Write of {{ input.notes }}", critique: { rubric: "Clear" } }
          - id: check
            judge: { of: [text], rubric: "Complete and true" }
          - id: sign_off
            review: { of: [text], when: [always] }
          - id: after
            needs: [sign_off]
            prompt: { tier: small, template: "After {{ steps.text.output }} at {{ run.cost_usd }}" }
          - id: out
            publish: { channel: folder, artifacts: [text] }
        outputs:
          - name: kit
            artifacts: [text]
        """;

    private const string Mapped = """
        name: mapped
        input: { notes: text }
        steps:
          - id: facts
            prompt:
              tier: small
              template: "Highlights of {{ input.notes }}"
              schema: { type: object, properties: { highlights: { type: array, items: { type: string } } }, required: [highlights] }
          - id: posts
            timeout: 5m
            map: { over: steps.facts.output.highlights, as: highlight, concurrency: 2 }
            prompt: { tier: small, template: "Write a post about {{ highlight }}" }
          - id: after
            prompt: { tier: small, template: "All of {{ steps.posts.output }}" }
        outputs:
          - name: kit
            artifacts: [posts, after]
        """;

    [Theory]
    [InlineData(Chain)]
    [InlineData(Mapped)]
    public async Task Drive_EitherWayUnderBudgetAndLimit_LeavesTheSameRows(string yaml)
    {
        var (slow, hot) = (await RowsAsync(yaml, null, hot: false, isBound: true), await RowsAsync(yaml, null, hot: true, isBound: true));
        Assert.Contains(hot, line => line.StartsWith("BudgetReservation", StringComparison.Ordinal) && line.Contains("ClosedAt=set", StringComparison.Ordinal));
        HotScene.AssertSame(slow, hot);
    }

    [Theory]
    [InlineData(Chain, null)]
    [InlineData(Diamond, null)]
    [InlineData(Mixed, null)]
    [InlineData(Mapped, null)]
    [InlineData(Mapped, FaultKind.RateLimit)]
    [InlineData(Chain, FaultKind.RateLimit)]
    [InlineData(Chain, FaultKind.ServerError)]
    [InlineData(Chain, FaultKind.NoUsage)]
    [InlineData(Chain, FaultKind.Empty)]
    [InlineData(Chain, FaultKind.CutBody)]
    [InlineData(Chain, FaultKind.Html)]
    [InlineData(Diamond, FaultKind.InvalidJson)]
    public async Task Drive_EitherWay_LeavesTheSameRows(string yaml, FaultKind? fault)
    {
        HotScene.AssertSame(await RowsAsync(yaml, fault, hot: false), await RowsAsync(yaml, fault, hot: true));
    }

    private async Task<List<string>> RowsAsync(string yaml, FaultKind? fault, bool hot, bool isBound = false)
    {
        await using var engine = await EngineFixture.StartAsync(kind, change: s => s.Configure<HotPathOptions>(o => o.Enabled = hot));
        if (fault is { } kindOfFault) await engine.Provider.FailAsync(new Fault { Kind = kindOfFault, Times = 1, RetryAfterSeconds = kindOfFault == FaultKind.RateLimit ? 0 : null });
        if (isBound)
        {
            await engine.Get<CreateBudget>().ExecuteAsync(
                Actor.System,
                new CreateBudgetRequest { Scope = BudgetScope.Everything, Period = BudgetPeriod.Whole, Kind = BudgetKind.Hard, Money = MoneyMode.Live, AmountUsd = 10 },
                CancellationToken.None);
            await engine.Get<SetCallLimit>().ExecuteAsync(Actor.System, new CallLimitRequest { Provider = "fake", RequestsPerMinute = 6000, AtOnce = 5 }, CancellationToken.None);
        }

        await engine.RunAsync(yaml, ("notes", "Faster search. Dark mode arrives. Exports to CSV."));
        Assert.Equal(hot, engine.Database.Store.Counts.Units > 0);
        await using var db = engine.Open();
        return await Dump.OfAsync(db);
    }
}

public sealed class HotConformanceOnSqlite() : HotConformanceTests(DatabaseKind.Sqlite);

public sealed class HotConformanceOnPostgres() : HotConformanceTests(DatabaseKind.Postgres);

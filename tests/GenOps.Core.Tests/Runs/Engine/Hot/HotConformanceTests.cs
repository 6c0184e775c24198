using System.Globalization;
using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Ledger;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Outputs;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine.Hot;
using GenOps.FakeProvider.Faults;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
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
        AssertSame(slow, hot);
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
        AssertSame(await RowsAsync(yaml, fault, hot: false), await RowsAsync(yaml, fault, hot: true));
    }

    private static void AssertSame(List<string> slow, List<string> hot) => Assert.True(
        slow.SequenceEqual(hot), $"Only the slow way: {string.Join("\n", slow.Except(hot))}\nOnly the hot way: {string.Join("\n", hot.Except(slow))}");

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

/// <summary>All that a run leaves, without what differs from run to run by nature: ids stand by what they name, times by whether they are set.</summary>
internal static class Dump
{
    private static readonly Type[] Tables =
    [
        typeof(Run), typeof(StepRun), typeof(ModelCall), typeof(UsageLine), typeof(RouteDecision), typeof(LedgerEntry), typeof(Circuit),
        typeof(Output), typeof(OutputRevision), typeof(Artifact), typeof(BudgetAccount), typeof(BudgetReservation), typeof(CallLimit),
    ];

    public static async Task<List<string>> OfAsync(GenOpsDbContext db)
    {
        var lines = new List<string>();
        foreach (var table in Tables)
        {
            var entity = db.Model.FindEntityType(table)!;
            var rows = await RowsAsync(db, table);
            lines.AddRange(rows.Select(row => $"{table.Name} {string.Join(' ', Columns(entity, row))}").Order(StringComparer.Ordinal));
        }

        return lines;
    }

    private static async Task<List<object>> RowsAsync(GenOpsDbContext db, Type table) =>
        await (Task<List<object>>)typeof(Dump).GetMethod(nameof(ReadAsync), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(table).Invoke(null, [db])!;

    private static async Task<List<object>> ReadAsync<T>(GenOpsDbContext db) where T : class => [.. await db.Set<T>().AsNoTracking().ToListAsync()];

    private static IEnumerable<string> Columns(IEntityType entity, object row)
    {
        foreach (var property in entity.GetProperties().Where(p => !p.IsShadowProperty()))
            yield return $"{property.Name}={Shown(property.Name, property.PropertyInfo!.GetValue(row))}";
        if (row is LedgerEntry entry) yield return $"Amount={entry.Amount.Nanos}";
    }

    private static string Shown(string name, object? value) => value switch
    {
        null => "null",
        DateTime => "set",
        _ when value.GetType().GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>)) => "id",
        Guid => "id",
        _ when name is "LeaseOwner" or "Node" or "PriceEntries" or "AnswerHash" or "ProviderRef" or "RequestsLeft" => value.ToString()!.Length > 0 ? "set" : "empty",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}

using GenOps.Core.Access;
using GenOps.Core.Alerts;
using GenOps.Core.Alerts.Sources;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Runs;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Alerts;

public abstract class AlertWatchTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private AlertFixture? _fixture;

    private AlertFixture Fixture => _fixture ??= new AlertFixture(Database);

    [Fact]
    public async Task Watch_AnOutage_IsOneAlertWithACountAndGoesByItself()
    {
        await Fixture.StartAsync();
        for (var i = 0; i < 12; i++) await Fixture.RunAsync(RunState.Failed, $"no answer {i}", minutesAgo: 30 - i);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(Fixture.WatchAsync)));
        await Fixture.WatchAsync();

        var alert = Assert.Single(await Fixture.OpenAsync());
        Assert.Equal((AlertKind.Failed, 12), (alert.Kind, alert.Count));
        Assert.Contains("no answer 11", alert.Text, StringComparison.Ordinal);
        Assert.Equal(1, await Fixture.Query.CountAsync(Actor.System, CancellationToken.None));

        await Fixture.RunAsync(RunState.Succeeded);
        await Fixture.WatchAsync();
        Assert.Empty(await Fixture.OpenAsync());

        Fixture.Time.Advance(TimeSpan.FromMinutes(5));
        await Fixture.RunAsync(RunState.Failed, "again");
        await Fixture.WatchAsync();
        Assert.Equal([(1, true), (12, false)], (await Fixture.Query.ReadAsync(Actor.System, alsoResolved: true, CancellationToken.None)).Select(a => (a.Count, a.ResolvedAt is null)));
    }

    [Fact]
    public async Task Watch_StuckHeldDoubtfulAndWaiting_AreToldApart()
    {
        await Fixture.StartAsync();
        var run = await Fixture.RunAsync(RunState.Running, minutesAgo: 60);
        await Fixture.StepAsync(run, StepState.Running, minutesAgo: 6);
        var queued = await Fixture.RunAsync(RunState.Running, minutesAgo: 60);
        await Fixture.StepAsync(queued, StepState.Ready, minutesAgo: 20);
        var held = await Fixture.RunAsync(RunState.Running, minutesAgo: 60);
        await Fixture.StepAsync(held, StepState.Ready, minutesAgo: 20);
        await Fixture.HoldAsync(HoldScope.Run, held.ToString());
        var doubtful = await Fixture.RunAsync(RunState.Running, minutesAgo: 60);
        var step = await Fixture.StepAsync(doubtful, StepState.Ready, minutesAgo: 1);
        await Fixture.CallAsync(doubtful, step, CallState.InDoubt, 0, minutesAgo: 3);

        await Fixture.WatchAsync();

        Assert.Equal(
            [(AlertKind.Held, 1), (AlertKind.InDoubt, 1), (AlertKind.QueueOld, 1), (AlertKind.Stuck, 1)],
            (await Fixture.OpenAsync()).Select(a => (a.Kind, a.Count)).OrderBy(a => a.Kind.ToString(), StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(3, 0, true)]
    [InlineData(0, 10, true)]
    [InlineData(2, 9, false)]
    public async Task Watch_StepFailedByExceptionsOrLostLeases_IsAnAlertOfItsOwn(int exceptions, int lostLeases, bool told)
    {
        await Fixture.StartAsync();
        var run = await Fixture.RunAsync(RunState.Failed, minutesAgo: 3);
        await Fixture.StepAsync(run, StepState.Failed, minutesAgo: 3, exceptions, lostLeases);
        await Fixture.RunAsync(RunState.Succeeded, minutesAgo: 1);

        await Fixture.WatchAsync();

        Assert.Equal(told ? [(AlertKind.BrokenOff, 1)] : [], (await Fixture.OpenAsync()).Select(a => (a.Kind, a.Count)));
    }

    [Fact]
    public async Task Watch_ProviderThatRefusesEveryCall_IsDownUntilOneIsTaken()
    {
        await Fixture.StartAsync();
        var run = await Fixture.RunAsync(RunState.Running);
        var step = await Fixture.StepAsync(run, StepState.Ready, minutesAgo: 1);
        for (var i = 0; i < 4; i++) await Fixture.CallAsync(run, step, CallState.Rejected, i, minutesAgo: 5 - i);
        await Fixture.WatchAsync();
        Assert.Empty(await Fixture.OpenAsync());

        await Fixture.CallAsync(run, step, CallState.Rejected, 4, minutesAgo: 0.5);
        await Fixture.WatchAsync();
        Assert.Equal((AlertKind.ProviderDown, "openai", 5), (await Fixture.OpenAsync()).Select(a => (a.Kind, a.Target, a.Count)).Single());

        await Fixture.CallAsync(run, step, CallState.Applied, 5, minutesAgo: 0.1);
        await Fixture.WatchAsync();
        Assert.Empty(await Fixture.OpenAsync());
    }

    [Fact]
    public async Task Watch_RunsThatWaitForADeadProvider_OffersTheWayOutWithTheirNumber()
    {
        await Fixture.StartAsync();
        await using var db = Open();
        db.Add(new Circuit { Provider = "openai", Model = "small", State = CircuitState.Open, Problem = "503" });
        await db.SaveChangesAsync();
        await Fixture.WatchAsync();
        Assert.Equal("", Assert.Single(await Fixture.OpenAsync()).WayOut);

        for (var i = 0; i < 3; i++)
        {
            var id = await Fixture.StepAsync(await Fixture.RunAsync(RunState.Running), StepState.Ready, minutesAgo: 1);
            await db.StepRuns.Where(s => s.Id == id).ExecuteUpdateAsync(s => s.SetProperty(x => x.WaitsFor, WaitKind.Provider).SetProperty(x => x.WaitTarget, "openai"));
        }

        await Fixture.WatchAsync();

        var alert = Assert.Single(await Fixture.OpenAsync());
        Assert.Equal(("3 runs wait for openai: reroute", "/operations/reroutes?away=openai&onto=other"), (alert.WayOut, alert.WayOutLink));
    }

    [Fact]
    public async Task Watch_OpenCircuits_AreOneAlertOfTheirProviderUntilTheyClose()
    {
        await Fixture.StartAsync();
        await using var db = Open();
        var circuits = new[] { "large", "small" }.Select(model => new Circuit { Provider = "openai", Model = model, State = CircuitState.Open, Problem = "503" }).ToList();
        db.AddRange(circuits);
        await db.SaveChangesAsync();
        await Fixture.WatchAsync();
        var alert = Assert.Single(await Fixture.OpenAsync());
        Assert.Equal((AlertKind.ProviderDown, "openai", 2), (alert.Kind, alert.Target, alert.Count));
        Assert.Contains("large, small", alert.Title, StringComparison.Ordinal);

        circuits.ForEach(c => c.State = CircuitState.Closed);
        await db.SaveChangesAsync();
        await Fixture.WatchAsync();
        Assert.Empty(await Fixture.OpenAsync());
    }

    [Fact]
    public async Task Watch_ThirtyHeldRuns_AreOneAlertOfTheirPipeline()
    {
        await Fixture.StartAsync();
        for (var i = 0; i < 5; i++) await Fixture.HoldAsync(HoldScope.Run, (await Fixture.RunAsync(RunState.Running)).ToString());
        await Fixture.HoldAsync(HoldScope.Provider, "openai");
        await Fixture.WatchAsync();

        Assert.Equal(["pipeline posts 5", "provider openai 1"], (await Fixture.OpenAsync()).Select(a => $"{a.Target} {a.Count}").Order());
    }

    [Fact]
    public async Task Watch_StepsThatABudgetHolds_CountTheirRunsAndLeadToTheBudget()
    {
        await Fixture.StartAsync();
        var budget = Id.New<BudgetId>();
        foreach (var run in new[] { await Fixture.RunAsync(RunState.Running), await Fixture.RunAsync(RunState.Running) })
        {
            var step = await Fixture.StepAsync(run, StepState.Ready, minutesAgo: 1);
            for (var i = 0; i < 3; i++) await Fixture.HoldByBudgetAsync(run, step, budget);
        }

        await Fixture.WatchAsync();

        var alert = Assert.Single(await Fixture.OpenAsync());
        Assert.Equal(("pipeline posts", 2), (alert.Target, alert.Count));
        Assert.Equal(("See the budget", $"/finance/budgets/{budget}"), (alert.WayOut, alert.WayOutLink));
    }

    [Theory]
    [InlineData(BudgetScope.Pipeline, "90 % of the budget of posts per month is spent")]
    [InlineData(BudgetScope.EachRun, "90 % of the budget of each run of posts per month is spent")]
    public async Task Watch_BudgetOfAPipeline_NamesIt(BudgetScope scope, string title)
    {
        await Fixture.StartAsync();
        Fixture.Further.Add(new BudgetAlerts());
        var budget = new Budget
        {
            Id = Id.New<BudgetId>(),
            Scope = scope,
            Target = Fixture.Rows.Pipeline.Id.ToString(),
            Period = BudgetPeriod.Month,
            Kind = BudgetKind.Hard,
            Money = MoneyMode.Live,
            AmountNanos = Money.FromUsd(10).Nanos,
            CreatedBy = "Ada",
            CreatedAt = Fixture.Time.UtcNow(),
        };
        await using var db = Open();
        db.AddRange(budget, new BudgetAccount { Id = Id.New<BudgetAccountId>(), BudgetId = budget.Id, From = Fixture.Time.UtcNow(), SpentNanos = Money.FromUsd(9).Nanos });
        await db.SaveChangesAsync();

        await Fixture.WatchAsync();

        Assert.Equal(title, Assert.Single(await Fixture.OpenAsync()).Title);
    }

    [Fact]
    public async Task Watch_BudgetAtItsMarks_CallsAgainAtEachAndEndsWhenRaised()
    {
        await Fixture.StartAsync();
        Fixture.Further.Add(new BudgetAlerts());
        var budget = new Budget
        {
            Id = Id.New<BudgetId>(),
            Scope = BudgetScope.Everything,
            Target = "",
            Period = BudgetPeriod.Whole,
            Kind = BudgetKind.Hard,
            Money = MoneyMode.Live,
            AmountNanos = Money.FromUsd(10).Nanos,
            CreatedBy = "Ada",
            CreatedAt = Fixture.Time.UtcNow(),
        };
        var account = new BudgetAccount { Id = Id.New<BudgetAccountId>(), BudgetId = budget.Id, From = Fixture.Time.UtcNow(), SpentNanos = Money.FromUsd(4).Nanos };
        await using var db = Open();
        db.AddRange(budget, account);
        await db.SaveChangesAsync();
        await Fixture.WatchAsync();
        Assert.Empty(await Fixture.OpenAsync());

        // It calls at the mark and says what is spent.
        foreach (var (spent, said) in new[] { (5m, "50 % of the budget"), (8.345m, "83.4 % of the budget"), (12m, "120 % of the budget") })
        {
            account.SpentNanos = Money.FromUsd(spent).Nanos;
            await db.SaveChangesAsync();
            await Fixture.WatchAsync();
            Assert.StartsWith(said, Assert.Single(await Fixture.OpenAsync()).Title, StringComparison.Ordinal);
        }

        budget.AmountNanos = Money.FromUsd(100).Nanos;
        await db.SaveChangesAsync();
        await Fixture.WatchAsync();
        Assert.Empty(await Fixture.OpenAsync());
    }

    [Fact]
    public async Task Watch_SourceThatFails_LeavesItsAlertsOpen()
    {
        await Fixture.StartAsync();
        var source = new Unsteady();
        Fixture.Further.Add(source);
        await Fixture.WatchAsync();
        source.Fails = true;
        await Fixture.WatchAsync();
        Assert.Equal(AlertKind.Budget, Assert.Single(await Fixture.OpenAsync()).Kind);

        (source.Fails, source.Found) = (false, []);
        await Fixture.WatchAsync();
        Assert.Empty(await Fixture.OpenAsync());
    }

    [Fact]
    public async Task Commands_AcknowledgeAndMute_AreKeptWithWhoAndWhy()
    {
        await Fixture.StartAsync();
        await Fixture.RunAsync(RunState.Failed, "no answer");
        await Fixture.WatchAsync();
        var id = (await Fixture.OpenAsync())[0].Id;
        var ada = new Actor(Guid.NewGuid(), "Ada", new HashSet<string> { Roles.Operator });

        await Fixture.Mute.ExecuteAsync(ada, id, Fixture.Time.UtcNow().AddHours(1), "known", CancellationToken.None);
        Assert.Equal(0, await Fixture.Query.CountAsync(Actor.System, CancellationToken.None));
        Assert.Equal("Ada: known", (await Fixture.OpenAsync())[0].MuteReason);
        await Fixture.Unmute.ExecuteAsync(ada, id, CancellationToken.None);
        Assert.Equal(1, await Fixture.Query.CountAsync(Actor.System, CancellationToken.None));
        await Fixture.Acknowledge.ExecuteAsync(ada, id, CancellationToken.None);
        Assert.Equal(0, await Fixture.Query.CountAsync(Actor.System, CancellationToken.None));
        Assert.Equal("Ada", (await Fixture.OpenAsync())[0].AcknowledgedBy);

        await Assert.ThrowsAsync<ConflictException>(() => Fixture.Acknowledge.ExecuteAsync(ada, id, CancellationToken.None));
        await Assert.ThrowsAsync<InvalidInputException>(() => Fixture.Mute.ExecuteAsync(ada, id, Fixture.Time.UtcNow().AddDays(31), "long", CancellationToken.None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => Fixture.Acknowledge.ExecuteAsync(ada with { RoleNames = new HashSet<string> { Roles.Reviewer } }, id, CancellationToken.None));
        await using var db = Open();
        Assert.Equal(["alert.acknowledge", "alert.mute", "alert.unmute"], await db.AuditEntries.Where(a => a.ObjectType == "alert").Select(a => a.Action).OrderBy(a => a).ToListAsync());
    }

    private sealed class Unsteady : IAlertSource
    {
        public bool Fails { get; set; }

        public IReadOnlyList<AlertFinding> Found { get; set; } = [new(AlertKind.Budget, "month", "The month's budget is used up", "", "/finance", 1)];

        public IReadOnlyCollection<AlertKind> Kinds => [AlertKind.Budget];

        public Task<IReadOnlyList<AlertFinding>> FindAsync(GenOpsDbContext db, DateTime now, CancellationToken cancellationToken) =>
            Fails ? throw new InvalidOperationException("no database") : Task.FromResult(Found);
    }
}

public sealed class AlertWatchOnSqlite() : AlertWatchTests(DatabaseKind.Sqlite);

public sealed class AlertWatchOnPostgres() : AlertWatchTests(DatabaseKind.Postgres);

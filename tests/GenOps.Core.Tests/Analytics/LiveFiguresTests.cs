using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Ledger;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Pipelines.Samples;
using GenOps.Core.Runs;
using GenOps.Core.Tests.Ledger;
using GenOps.Testing;
using GenOps.Testing.Finance;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Analytics;

/// <summary>What shipped with GenOps holds for the sandbox; live figures rest on what a person stated or confirmed.</summary>
public abstract class LiveFiguresTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly Actor Ada = new(Guid.CreateVersion7(), "Ada", new HashSet<string> { Roles.Operator });
    private static readonly Actor Finance = new(Guid.CreateVersion7(), "Fay", new HashSet<string> { Roles.Finance });
    private static readonly DateTime Installed = new(2026, 10, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly SamplePipeline Announcement = SamplePipelines.All.Single(s => s.Name == "release-announcement");
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(Installed));
    private readonly FinanceRows _rows = new();

    public static TheoryData<string> RestingOnAssumptions => ["roi", "benefit", "break-even-volume", "payback", "synergy-ratio"];

    [Theory]
    [MemberData(nameof(RestingOnAssumptions))]
    public async Task ComputeAsync_LiveOnShippedExamples_IsBlankAndLeadsToThem(string name)
    {
        await InstallAsync();
        await AcceptAsync(MoneyMode.Live);

        var figure = await FigureAsync(name, MoneyMode.Live);

        Assert.Equal("—", figure.Value.Text);
        Assert.Contains("release-announcement", figure.Value.Missing, StringComparison.Ordinal);
        Assert.Contains("example", figure.Value.Missing, StringComparison.Ordinal);
        Assert.NotEmpty(figure.Value.Gaps);
        Assert.All(figure.Value.Gaps, g => Assert.Equal(("release-announcement", true), (g.Pipeline, g.HasExample)));
    }

    [Theory]
    [MemberData(nameof(RestingOnAssumptions))]
    public async Task ComputeAsync_SandboxOnShippedExamples_HasAFigureThatNamesThem(string name)
    {
        await InstallAsync();
        await AcceptAsync(MoneyMode.Sandbox);

        var figure = await FigureAsync(name, MoneyMode.Sandbox);

        Assert.NotNull(figure.Value.Amount);
        Assert.Contains("shipped example", figure.Explanation, StringComparison.Ordinal);
    }

    // $180 for the one output by the figure shipped in the sample, which costs $1 by call.
    [Fact]
    public async Task ComputeAsync_AfterAPersonStatedTheValue_CountsItLive()
    {
        await InstallAsync();
        await AcceptAsync(MoneyMode.Live);

        await StateAsync(AssumptionKeys.ValuePerOutput, 150, await PipelineAsync("release-announcement"));

        var roi = await FigureAsync("roi", MoneyMode.Live);
        Assert.Equal(149m, roi.Value.Amount);
        Assert.Contains("150 USD per output (release-announcement, stated by Fay", roi.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ComputeAsync_VersionByAPersonWithTheSamplesFigures_StaysBlank()
    {
        await InstallAsync();
        await PublishAsync(Ada, Announcement.Yaml.Replace("description: ", "description: Our own. ", StringComparison.Ordinal));
        await AcceptAsync(MoneyMode.Live);

        Assert.Null((await FigureAsync("roi", MoneyMode.Live)).Value.Amount);
    }

    [Fact]
    public async Task ComputeAsync_CopyOfASampleUnderAnotherName_StaysBlank()
    {
        await PublishAsync(Ada, Announcement.Yaml.Replace("name: release-announcement", "name: ours", StringComparison.Ordinal));
        await AcceptAsync(MoneyMode.Live, "ours");

        Assert.Null((await FigureAsync("roi", MoneyMode.Live)).Value.Amount);
    }

    [Fact]
    public async Task ComputeAsync_FigureAPersonChangedInTheDefinition_IsStatedByThem()
    {
        await InstallAsync();
        await PublishAsync(Ada, Announcement.Yaml.Replace("value_per_output: 180 USD", "value_per_output: 200 USD", StringComparison.Ordinal));
        await AcceptAsync(MoneyMode.Live);

        Assert.Equal(199m, (await FigureAsync("roi", MoneyMode.Live)).Value.Amount);
    }

    [Fact]
    public async Task ComputeAsync_DefinitionAPersonWrote_IsStatedByThem()
    {
        await PublishAsync(Ada, Announcement.Yaml
            .Replace("name: release-announcement", "name: ours", StringComparison.Ordinal)
            .Replace("value_per_output: 180 USD", "", StringComparison.Ordinal));
        await AcceptAsync(MoneyMode.Live, "ours");

        // 90 minutes at $65 an hour are $97.5.
        Assert.Equal(96.5m, (await FigureAsync("roi", MoneyMode.Live)).Value.Amount);
    }

    [Theory]
    [InlineData(MoneyMode.Live, null)]
    [InlineData(MoneyMode.Sandbox, 65_000_000_000)]
    public async Task ChargeLabourAsync_AtAShippedExampleRate_IsBookedInTheSandboxOnly(MoneyMode money, long? nanos)
    {
        await InstallAsync();
        var rows = new LedgerRows(money: money);
        var run = rows.Snapshot with { PipelineId = (await PipelineAsync("release-announcement"))!.Value };

        await using var db = Open();
        var entry = await LedgerBook.ChargeLabourAsync(db, rows.Labour(3_600), run, LedgerRows.Noon, CancellationToken.None);

        Assert.Equal(nanos, entry?.Amount.Nanos);
    }

    [Fact]
    public async Task ChargeLabourAsync_LiveWithTheCompanysRate_TakesItInPlaceOfTheExample()
    {
        await InstallAsync();
        await StateAsync(AssumptionKeys.LabourRate, 80, null);
        var rows = new LedgerRows();
        var run = rows.Snapshot with { PipelineId = (await PipelineAsync("release-announcement"))!.Value };

        await using var db = Open();
        var entry = await LedgerBook.ChargeLabourAsync(db, rows.Labour(3_600), run, LedgerRows.Noon, CancellationToken.None);

        Assert.Equal(80_000_000_000, entry?.Amount.Nanos);
    }

    [Fact]
    public async Task ExecuteAsync_ConfirmingTheExample_StatesItAuditedAndCountsSinceItCameIn()
    {
        await InstallAsync();
        await AcceptAsync(MoneyMode.Live);
        var pipeline = await PipelineAsync("release-announcement");

        var id = await ConfirmAsync(Finance, pipeline, AssumptionKeys.ValuePerOutput);

        Assert.Equal(179m, (await FigureAsync("roi", MoneyMode.Live)).Value.Amount);
        await using var db = Open();
        var row = await db.Assumptions.SingleAsync(a => a.Id == id);
        Assert.Equal((180m, Installed, "Fay", AssumptionOrigin.Person), (row.Value, row.ValidFrom, row.Author, row.Origin));
        var audit = await db.AuditEntries.SingleAsync(e => e.ObjectId == id.ToString());
        Assert.Equal(("assumption.confirm", "Fay"), (audit.Action, audit.ActorName));
        Assert.Equal("Confirmed for release-announcement from 2026-10-01: Value per output 180 USD per output", audit.Summary);
    }

    [Fact]
    public async Task ExecuteAsync_ConfirmingFromALaterDay_LeavesOutputsBeforeItBlank()
    {
        await InstallAsync();
        await AcceptAsync(MoneyMode.Live);

        await Confirm.ExecuteAsync(
            Finance, await PipelineAsync("release-announcement"), AssumptionKeys.ValuePerOutput, Installed.AddDays(10), CancellationToken.None);

        Assert.Null((await FigureAsync("roi", MoneyMode.Live)).Value.Amount);
    }

    [Fact]
    public async Task ExecuteAsync_ConfirmingWithoutAnExample_IsRefused()
    {
        await InstallAsync();
        var pipeline = await PipelineAsync("release-announcement");

        await Assert.ThrowsAsync<AccessDeniedException>(() => ConfirmAsync(Ada, pipeline, AssumptionKeys.ValuePerOutput));
        await Assert.ThrowsAsync<NotFoundException>(() => ConfirmAsync(Finance, null, AssumptionKeys.ValuePerOutput));
        await ConfirmAsync(Finance, pipeline, AssumptionKeys.ValuePerOutput);
        await Assert.ThrowsAsync<NotFoundException>(() => ConfirmAsync(Finance, pipeline, AssumptionKeys.ValuePerOutput));
    }

    [Fact]
    public async Task ComputeAsync_CostOfLiveTimeWithoutAStatedRate_SaysHowMuchIsNotInIt()
    {
        await InstallAsync();
        await AcceptAsync(MoneyMode.Live);

        var figure = await FigureAsync("cost-per-output", MoneyMode.Live);

        Assert.Equal("$1.00", figure.Value.Text);
        Assert.Equal(["30 min of people's time without a stated rate"], figure.Caveats);
    }

    private ConfirmAssumption Confirm => new(Database.Runner(_clock));

    private Task<AssumptionId> ConfirmAsync(Actor actor, PipelineId? pipeline, string key) =>
        Confirm.ExecuteAsync(actor, pipeline, key, null, CancellationToken.None);

    private async Task InstallAsync()
    {
        var prepared = Publish.Prepare(Announcement.Yaml);
        await Database.Runner(_clock).RunAsync(Actor.System, scope => PublishPipeline.StageAsync(scope, prepared, isSample: true), CancellationToken.None);
        _clock.Advance(TimeSpan.FromHours(1));
    }

    private PublishPipeline Publish => new(Database.Runner(_clock), new DefinitionCheck(new NoSurroundings()));

    private async Task PublishAsync(Actor actor, string yaml)
    {
        await Publish.ExecuteAsync(actor, yaml, CancellationToken.None);
        _clock.Advance(TimeSpan.FromHours(1));
    }

    private async Task<PipelineId?> PipelineAsync(string name)
    {
        await using var db = Open();
        return (await db.Pipelines.SingleAsync(p => p.Name == name)).Id;
    }

    private Task<AssumptionId> StateAsync(string key, decimal value, PipelineId? pipeline) => new StateAssumption(Database.Runner(_clock)).ExecuteAsync(
        Finance, new StateAssumptionRequest { Key = key, Value = value, PipelineId = pipeline, ValidFrom = Installed }, CancellationToken.None);

    /// <summary>One run of a dollar, accepted by a person who took half an hour.</summary>
    private async Task AcceptAsync(MoneyMode money, string name = "release-announcement")
    {
        await using var db = Open();
        var version = await db.PipelineVersions.OrderByDescending(v => v.Number)
            .FirstAsync(v => db.Pipelines.Any(p => p.Id == v.PipelineId && p.Name == name));
        var at = Installed.AddDays(4);
        var run = _rows.Run(version, money, "", at, RunState.Succeeded, at.AddHours(1));
        _rows.Call(run, _rows.Step(run, "facts"), at, 1_000_000_000);
        var output = _rows.Output(run, OutputState.Approved, at, at.AddHours(1), byPerson: true);
        _rows.UnpricedLabour(run, output, at.AddHours(1), 1_800);
        await _rows.SaveAsync(db);
        _clock.SetUtcNow(new DateTimeOffset(Installed.AddDays(20)));
    }

    private sealed class NoSurroundings : IDefinitionSurroundings
    {
        public IModelCatalogue? Models => null;

        public IReadOnlyCollection<string> Channels => ["website-folder"];
    }

    private Task<KpiFigure> FigureAsync(string name, MoneyMode money) =>
        new KpiCatalogue(Database.Contexts, _clock, ReportingCalendar.From(null)).ComputeAsync(Actor.System,
            name, new AnalyticsFilter { Money = money, From = Installed, To = Installed.AddMonths(1) }, CancellationToken.None);
}

public sealed class LiveFiguresTestsOnSqlite() : LiveFiguresTests(DatabaseKind.Sqlite);

public sealed class LiveFiguresTestsOnPostgres() : LiveFiguresTests(DatabaseKind.Postgres);

using GenOps.Core.Access;
using GenOps.Core.Ledger;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Ledger;

public abstract class AssumptionTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly DateTime Noon = LedgerRows.Noon;
    private static readonly Actor Finance = new(Guid.CreateVersion7(), "Fay", new HashSet<string> { Roles.Finance });
    private static readonly Actor Ada = new(Guid.CreateVersion7(), "Ada", new HashSet<string> { Roles.Operator });
    private static readonly Actor Reviewer = new(Guid.CreateVersion7(), "Rob", new HashSet<string> { Roles.Reviewer });
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(Noon));
    private readonly LedgerRows _rows = new();

    [Fact]
    public async Task InForceAsync_CorrectionRecordedLater_IsSeenOnlyFromItsRecordingOn()
    {
        await using var db = Open();
        db.AddRange(
            LedgerRows.Stated(AssumptionKeys.LabourRate, 65, from: Noon.AddDays(-30)),
            LedgerRows.Stated(AssumptionKeys.LabourRate, 70, from: Noon.AddDays(-30), recorded: Noon.AddDays(-10)),
            LedgerRows.Stated(AssumptionKeys.LabourRate, 90, from: Noon.AddDays(5), recorded: Noon));
        await db.SaveChangesAsync();

        Assert.Equal(65, await RateAsync(Noon, asOf: Noon.AddDays(-11)));
        Assert.Equal(70, await RateAsync(Noon, asOf: Noon));
        Assert.Equal(90, await RateAsync(Noon.AddDays(6), asOf: Noon));
        Assert.Null(await RateAsync(Noon.AddDays(-31), asOf: Noon));

        Task<decimal?> RateAsync(DateTime at, DateTime asOf) =>
            AssumptionBook.InForceAsync(db, MoneyMode.Live, AssumptionKeys.LabourRate, _rows.Pipeline.Id, at, asOf, CancellationToken.None);
    }

    [Fact]
    public async Task InForceAsync_StatementFromBeforeTheExampleCameIn_GoesBeforeIt()
    {
        await using var db = Open();
        db.AddRange(
            LedgerRows.Stated(AssumptionKeys.LabourRate, 80, from: Noon.AddDays(-30), recorded: Noon),
            LedgerRows.Example(AssumptionKeys.LabourRate, 65, from: Noon.AddDays(-10)),
            LedgerRows.Example(AssumptionKeys.BaselineMinutes, 90, from: Noon.AddDays(-10)));
        await db.SaveChangesAsync();

        Assert.Equal(80, await OfAsync(MoneyMode.Sandbox, AssumptionKeys.LabourRate));
        Assert.Equal(90, await OfAsync(MoneyMode.Sandbox, AssumptionKeys.BaselineMinutes));
        Assert.Null(await OfAsync(MoneyMode.Live, AssumptionKeys.BaselineMinutes));

        Task<decimal?> OfAsync(MoneyMode money, string key) =>
            AssumptionBook.InForceAsync(db, money, key, null, Noon, Noon, CancellationToken.None);
    }

    [Fact]
    public async Task ExecuteAsync_ByFinance_StatesAndAudits()
    {
        await using (var db = Open()) await _rows.SaveAsync(db);

        await State(Finance, AssumptionKeys.LabourRate, 65, _rows.Pipeline.Id);

        await using var fresh = Open();
        Assert.Equal(65, (await fresh.Assumptions.SingleAsync()).Value);
        var audit = await fresh.AuditEntries.SingleAsync();
        Assert.Equal(("assumption.state", "Fay"), (audit.Action, audit.ActorName));
        Assert.Equal("Stated for posts from 2026-11-02: Labour rate 65 USD per hour", audit.Summary);
    }

    [Fact]
    public async Task ExecuteAsync_ByAReviewer_IsDenied() =>
        await Assert.ThrowsAsync<AccessDeniedException>(() => State(Reviewer, AssumptionKeys.LabourRate, 65));

    [Theory]
    [InlineData("labour_rate", -1)]
    [InlineData("baseline_minutes", 0)]
    [InlineData("coffee", 1)]
    public async Task ExecuteAsync_ImpossibleFigure_IsRefused(string key, int value) =>
        await Assert.ThrowsAsync<InvalidInputException>(() => State(Finance, key, value));

    [Fact]
    public async Task ExecuteAsync_UnknownPipeline_IsRefused() =>
        await Assert.ThrowsAsync<NotFoundException>(() => State(Finance, AssumptionKeys.LabourRate, 65, Id.New<PipelineId>()));

    [Fact]
    public async Task AddAsync_SameDefinitionAgain_LeavesWhatAPersonChanged()
    {
        await SeedAsync(65);
        _clock.Advance(TimeSpan.FromHours(1));
        await using (var db = Open()) await _rows.SaveAsync(db);
        await State(Finance, AssumptionKeys.LabourRate, 80, _rows.Pipeline.Id);
        _clock.Advance(TimeSpan.FromHours(1));

        await SeedAsync(65);
        Assert.Equal(80, await RateNowAsync());

        await SeedAsync(70);
        Assert.Equal(70, await RateNowAsync());
    }

    [Fact]
    public async Task AddAsync_FigureTakenOut_IsWithdrawnOnlyWhereItStillHolds()
    {
        await SeedAsync(65);
        _clock.Advance(TimeSpan.FromHours(1));
        await SeedAsync(null);
        Assert.Null(await RateNowAsync());

        _clock.Advance(TimeSpan.FromHours(1));
        await SeedAsync(65);
        await using (var db = Open()) await _rows.SaveAsync(db);
        _clock.Advance(TimeSpan.FromHours(1));
        await State(Finance, AssumptionKeys.LabourRate, 80, _rows.Pipeline.Id);
        _clock.Advance(TimeSpan.FromHours(1));
        await SeedAsync(null);
        Assert.Equal(80, await RateNowAsync());
    }

    [Fact]
    public async Task CurrentAsync_CompanyAndPipeline_ShowsWhatIsOwnInheritedAndMissing()
    {
        await using (var db = Open())
        {
            await _rows.SaveAsync(db);
            db.AddRange(
                LedgerRows.Stated(AssumptionKeys.LabourRate, 65), LedgerRows.Stated(AssumptionKeys.FixedMonthly, 500),
                LedgerRows.Stated(AssumptionKeys.BaselineMinutes, 90, _rows.Pipeline.Id));
            await db.SaveChangesAsync();
        }

        var scopes = await new AssumptionQuery(Database.Contexts, _clock).CurrentAsync(Finance, CancellationToken.None);

        Assert.Equal(["Company", "posts"], scopes.Select(s => s.Name));
        var pipeline = scopes[1].Cells.ToDictionary(c => c.Key);
        Assert.Equal(65, pipeline[AssumptionKeys.LabourRate].InForce!.Value);
        Assert.Null(pipeline[AssumptionKeys.LabourRate].Own);
        Assert.Equal(90, pipeline[AssumptionKeys.BaselineMinutes].Own!.Value);
        Assert.Null(pipeline[AssumptionKeys.ValuePerOutput].InForce);
        Assert.Null(pipeline[AssumptionKeys.FixedMonthly].InForce);
    }

    private async Task SeedAsync(decimal? rate)
    {
        await using var db = Open();
        await SeedAssumptions.AddAsync(
            db, _rows.Pipeline.Id, new Dictionary<string, decimal?> { [AssumptionKeys.LabourRate] = rate }, new HashSet<string>(), Ada, _clock.UtcNow(), CancellationToken.None);
        await db.SaveChangesAsync();
    }

    private async Task<decimal?> RateNowAsync()
    {
        await using var db = Open();
        return await AssumptionBook.InForceAsync(
            db, MoneyMode.Live, AssumptionKeys.LabourRate, _rows.Pipeline.Id, _clock.UtcNow(), _clock.UtcNow(), CancellationToken.None);
    }

    private Task<AssumptionId> State(Actor actor, string key, decimal value, PipelineId? pipeline = null) =>
        new StateAssumption(Database.Runner(_clock)).ExecuteAsync(
            actor, new StateAssumptionRequest { Key = key, Value = value, PipelineId = pipeline, ValidFrom = _clock.UtcNow() }, CancellationToken.None);
}

public sealed class AssumptionTestsOnSqlite() : AssumptionTests(DatabaseKind.Sqlite);

public sealed class AssumptionTestsOnPostgres() : AssumptionTests(DatabaseKind.Postgres);

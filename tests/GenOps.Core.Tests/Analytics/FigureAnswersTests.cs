using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Analytics.Rollups;
using GenOps.Core.Data;
using GenOps.Core.Ledger;
using GenOps.Core.Pipelines;
using GenOps.Testing;
using GenOps.Testing.Finance;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenOps.Core.Tests.Analytics;

/// <summary>Who asks the same gets the same answer, until anything changes that it rests on.</summary>
public abstract class FigureAnswersTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly ReportingCalendar Utc = ReportingCalendar.From(null);
    private static readonly AnalyticsFilter October = new() { Money = MoneyMode.Live, From = FinanceScenario.From, To = FinanceScenario.To };
    private KpiCatalogue? _catalogue;

    private KpiCatalogue Catalogue => _catalogue ??= new KpiCatalogue(Database.Contexts, TimeProvider.System, Utc);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await using var db = Open();
        await new FinanceScenario().SaveAsync(db);
    }

    [Fact]
    public async Task ComputeAsync_AgainWithoutAChange_IsTheSameAnswer()
    {
        await CatchUpAsync();

        Assert.Same(await AskAsync(), await AskAsync());
        Assert.NotSame(await AskAsync(), await Catalogue.ComputeAsync(Actor.System, "spend", October with { Bucket = BucketUnit.Day }, CancellationToken.None));
        Assert.NotSame(await AskAsync(), await Catalogue.ComputeAsync(Actor.System, "spend", October with { ByModel = true }, CancellationToken.None));
    }

    [Fact]
    public async Task ComputeAsync_WithoutSums_IsWorkedOutEachTime() => Assert.NotSame(await AskAsync(), await AskAsync());

    [Theory]
    [InlineData("a stamp")]
    [InlineData("a stamp with a lower number")]
    [InlineData("a round of the sums")]
    [InlineData("a withdrawal")]
    [InlineData("an assumption")]
    [InlineData("a fixed cost")]
    [InlineData("a pipeline")]
    [InlineData("a version")]
    [InlineData("an activation")]
    [InlineData("other rules")]
    public async Task ComputeAsync_AfterAChange_IsAnother(string change)
    {
        await CatchUpAsync();
        await using (var db = Open())
        {
            // What has been changed and not summed does not hide what changes next.
            db.RunStamps.Add(new RunStamp { Id = 900, RunId = await db.Runs.Select(r => r.Id).FirstAsync() });
            await db.SaveChangesAsync();
        }

        var before = await AskAsync();
        Assert.Same(before, await AskAsync());
        await using (var db = Open()) await ChangeAsync(db, change);

        Assert.NotSame(before, await AskAsync());
    }

    [Fact]
    public async Task ComputeAsync_ManyAtOnce_IsWorkedOutOnceOrTwice()
    {
        await CatchUpAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => Task.Run(AskAsync)));

        Assert.InRange(answers.Distinct().Count(), 1, 2);
    }

    // Pages that watch all ask at the same moment, and none of them needs to look for itself.
    [Fact]
    public async Task GetAsync_ManyWhileOneLooks_LookOnceMoreForAll()
    {
        await CatchUpAsync();
        await using var db = Open();
        var position = await FigurePosition.ReadAsync(db, CancellationToken.None);
        var answers = new FigureAnswers();
        var (first, looks) = (new TaskCompletionSource(), 0);
        await AskAsync();

        var asked = Enumerable.Range(0, 30).Select(_ => AskAsync()).ToList();
        Assert.Equal(1, looks);
        first.SetResult();
        await Task.WhenAll(asked);

        Assert.Equal(2, looks);

        Task AskAsync() => answers.GetAsync(new FigureQuestion("spend", October), LookAsync, _ => Task.FromResult(new FigureAnswer([], position)), CancellationToken.None);

        async Task<FigurePosition?> LookAsync(CancellationToken cancellationToken)
        {
            if (++looks == 1) await first.Task;
            return position;
        }
    }

    [Fact]
    public async Task FollowAsync_UntilAFigureIsAnother_TellsNothing()
    {
        await CatchUpAsync();
        var shown = await Catalogue.ComputeAsync(Actor.System, ["spend", "roi"], October, CancellationToken.None);

        // Another state of the rows, and the same figures.
        await using (var db = Open()) await ChangeAsync(db, "a stamp");
        Assert.Null(await FollowAsync());
        await using (var db = Open()) await ChangeAsync(db, "a fixed cost");
        var followed = await FollowAsync();

        Assert.Equal(["spend", "roi"], followed!.Select(f => f.Definition.Name));
        Assert.Equal(shown[0].Numerator.Amount + 5, followed![0].Numerator.Amount);

        Task<IReadOnlyList<KpiFigure>?> FollowAsync() => Catalogue.FollowAsync(Actor.System, shown, October, CancellationToken.None);
    }

    // A change is worked out once, when it is in the sums, and not before and again then.
    [Fact]
    public async Task FollowAsync_WhileAChangeWaitsToBeSummed_LeavesItUntilItIs()
    {
        await CatchUpAsync();
        await using var db = Open();
        var (answers, position, worked) = (new FigureAnswers(), (await FigurePosition.ReadAsync(db, CancellationToken.None))!, 0);
        var shown = await AskAsync();

        position = position with { Stamps = 3, LastStamp = 901 };
        Assert.Same(shown, await AskAsync());
        position = position with { Stamps = 0, LastStamp = 0, Round = position.Round + 1 };
        Assert.NotSame(shown, await AskAsync());

        Assert.Equal(2, worked);

        Task<IReadOnlyList<KpiFigure>?> AskAsync() => answers.FollowAsync(
            new FigureQuestion("spend", October), _ => Task.FromResult<FigurePosition?>(position), WorkOutAsync, CancellationToken.None);

        Task<FigureAnswer> WorkOutAsync(CancellationToken cancellationToken)
        {
            worked++;
            return Task.FromResult(new FigureAnswer(new List<KpiFigure>(), position));
        }
    }

    [Fact]
    public async Task FollowAsync_ManyWithoutSums_LookOnceForAll()
    {
        var (answers, first, looks) = (new FigureAnswers(), new TaskCompletionSource(), 0);
        var asked = Enumerable.Range(0, 30).Select(_ => answers.FollowAsync(
            new FigureQuestion("spend", October), LookAsync, _ => throw new InvalidOperationException("Nobody asked for that."), CancellationToken.None)).ToList();
        first.SetResult();

        Assert.All(await Task.WhenAll(asked), Assert.Null);
        Assert.Equal(2, looks);

        async Task<FigurePosition?> LookAsync(CancellationToken cancellationToken)
        {
            if (++looks == 1) await first.Task;
            return null;
        }
    }

    // Counted from rows they take long, which is nothing to do every few seconds.
    [Fact]
    public async Task FollowAsync_WithoutSums_TellsNothing()
    {
        var shown = await Catalogue.ComputeAsync(Actor.System, ["spend"], October, CancellationToken.None);
        await using (var db = Open()) await ChangeAsync(db, "a fixed cost");

        Assert.Null(await Catalogue.FollowAsync(Actor.System, shown, October, CancellationToken.None));
    }

    [Fact]
    public async Task ComputeAsync_OneGivesUpWaiting_OthersGetTheirAnswer()
    {
        await CatchUpAsync();
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Catalogue.ComputeAsync(Actor.System, "spend", October, gone.Token));

        Assert.Equal("$18.51", (await AskAsync()).Value.Text);
    }

    // An answer that another was given is no way around what one may read.
    [Fact]
    public async Task ComputeAsync_ByWhoMayNotRead_IsRefusedAllTheSame()
    {
        await CatchUpAsync();
        await AskAsync();

        await Assert.ThrowsAsync<AccessDeniedException>(() => Catalogue.ComputeAsync(new Actor(null, "Rea", new HashSet<string> { Roles.Reviewer }), "spend", October, CancellationToken.None));
    }

    private Task<KpiFigure> AskAsync() => Catalogue.ComputeAsync(Actor.System, "spend", October, CancellationToken.None);

    private async Task CatchUpAsync()
    {
        using var keeper = new RollupKeeper(Database.Contexts, Utc, TimeProvider.System, NullLogger<RollupKeeper>.Instance);
        await keeper.CatchUpAsync(CancellationToken.None);
    }

    private async Task ChangeAsync(GenOpsDbContext db, string change)
    {
        var run = await db.Runs.AsNoTracking().OrderBy(r => r.Id).FirstAsync();
        var version = await db.PipelineVersions.AsNoTracking().OrderBy(v => v.Id).FirstAsync();
        switch (change)
        {
            case "a stamp":
                db.RunStamps.Add(new RunStamp { Id = 901, RunId = run.Id });
                break;
            case "a stamp with a lower number":
                db.RunStamps.Add(new RunStamp { Id = 899, RunId = run.Id });
                break;
            case "a round of the sums":
                await CatchUpAsync();
                break;
            case "a withdrawal":
                await db.Outputs.Where(o => o.AcceptedAt != null).Take(1).ExecuteUpdateAsync(o => o.SetProperty(x => x.WithdrawnAt, FinanceScenario.To));
                break;
            case "an assumption":
                db.Assumptions.Add(new Assumption
                {
                    Id = Id.New<AssumptionId>(),
                    Key = AssumptionKeys.LabourRate,
                    Value = 70,
                    ValidFrom = FinanceScenario.From,
                    RecordedAt = FinanceScenario.To,
                    Author = "finance",
                    Origin = AssumptionOrigin.Person,
                });
                break;
            case "a fixed cost":
                db.LedgerEntries.Add(new LedgerEntry
                {
                    Id = Id.New<LedgerEntryId>(),
                    SourceType = LedgerSource.Fixed,
                    SourceId = Guid.CreateVersion7(),
                    Kind = CostKind.Fixed,
                    Revision = 0,
                    Money = MoneyMode.Live,
                    Amount = new Money(5),
                    Basis = LedgerBasis.Stated,
                    ChargedAt = FinanceScenario.From,
                    RecordedAt = FinanceScenario.To,
                });
                break;
            case "a pipeline":
                db.Pipelines.Add(new Pipeline { Id = Id.New<PipelineId>(), Name = "further", CostCentre = "", CreatedAt = FinanceScenario.To });
                break;
            case "a version":
                db.PipelineVersions.Add(new PipelineVersion
                {
                    Id = Id.New<PipelineVersionId>(),
                    PipelineId = version.PipelineId,
                    Number = 99,
                    Yaml = version.Yaml,
                    ContentHash = version.ContentHash,
                    Author = "finance",
                    CreatedAt = FinanceScenario.To,
                });
                break;
            case "an activation":
                db.PipelineActivations.Add(new PipelineActivation { Id = Id.New<PipelineActivationId>(), PipelineId = version.PipelineId, VersionId = version.Id, ActivatedAt = FinanceScenario.To, ActivatedBy = "finance" });
                break;
            default:
                await db.RollupStates.ExecuteUpdateAsync(s => s.SetProperty(x => x.Facts, "other"));
                break;
        }

        await db.SaveChangesAsync();
    }
}

public sealed class FigureAnswersTestsOnSqlite() : FigureAnswersTests(DatabaseKind.Sqlite);

public sealed class FigureAnswersTestsOnPostgres() : FigureAnswersTests(DatabaseKind.Postgres);

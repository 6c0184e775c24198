using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Demonstration;
using GenOps.Core.Ledger;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Pricing;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Demonstration;

/// <summary>A small year holds together like what the product itself writes.</summary>
public abstract class DemoYearTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly DateTime End = new(2026, 11, 27, 17, 0, 0, DateTimeKind.Utc);
    private static readonly DemoOptions Year = new(365, 2_000, 1, End);
    private static readonly FakeTimeProvider Clock = new(new DateTimeOffset(End, TimeSpan.Zero));

    [Fact]
    public async Task Fill_Year_IsSandboxMoneyThatAddsUp()
    {
        var summary = await FillAsync(Database, Year);

        await using var db = Open();
        Assert.False(await db.Runs.AnyAsync(r => r.Money != MoneyMode.Sandbox) || await db.ModelCalls.AnyAsync(c => c.Money != MoneyMode.Sandbox)
            || await db.LedgerEntries.AnyAsync(e => e.Money != MoneyMode.Sandbox) || await db.Outputs.AnyAsync(o => o.Money != MoneyMode.Sandbox)
            || await db.ReviewTasks.AnyAsync(t => t.Money != MoneyMode.Sandbox) || await db.Labour.AnyAsync(l => l.Money != MoneyMode.Sandbox));
        Assert.False(await db.Assumptions.AnyAsync(a => a.Origin != AssumptionOrigin.Example), "Nothing of it may ever price live money.");
        Assert.False(await db.Users.AnyAsync());

        Assert.InRange(summary.Calls, Year.Calls, Year.Calls + 200);
        Assert.Equal(summary.Calls, await db.ModelCalls.LongCountAsync());
        var booked = await db.LedgerEntries.GroupBy(e => e.Kind).Select(g => new { g.Key, Nanos = g.Sum(e => e.Amount.Nanos) }).ToDictionaryAsync(g => g.Key, g => g.Nanos);
        Assert.Equal(await db.ModelCalls.SumAsync(c => c.CostNanos ?? 0), booked[CostKind.Model]);
        Assert.Equal((summary.Models.Nanos, summary.Labour.Nanos, summary.Fixed.Nanos), (booked[CostKind.Model], booked[CostKind.Labour], booked[CostKind.Fixed]));

        var entries = (await db.LedgerEntries.Where(e => e.CallId != null).ToListAsync()).ToLookup(e => e.CallId!.Value);
        foreach (var call in await db.ModelCalls.ToListAsync()) Assert.Equal(call.CostNanos, entries[call.Id].Any() ? entries[call.Id].Sum(e => e.Amount.Nanos) : null);
        await DemandPricesAsync(db);
        await DemandLabourAsync(db);
    }

    [Fact]
    public async Task Fill_Year_LeavesNothingThatTheProductWouldNot()
    {
        await FillAsync(Database, Year);

        await using var db = Open();
        var runs = await db.Runs.ToDictionaryAsync(r => r.Id);
        var steps = await db.StepRuns.ToListAsync();
        var outputs = await db.Outputs.ToDictionaryAsync(o => o.Id);
        var tasks = await db.ReviewTasks.ToListAsync();
        Assert.All(runs.Values, r => Assert.True(Run.IsFinal(r.State) == r.EndedAt is not null && (Run.IsFinal(r.State) || r.State == RunState.WaitingForReview), $"{r.State}"));
        foreach (var run in steps.GroupBy(s => runs[s.RunId]))
        {
            if (Run.IsFinal(run.Key.State)) Assert.All(run, s => Assert.True(StepRun.IsFinal(s.State), $"{run.Key.State}: {s.StepId} {s.State}"));
            else Assert.Contains(run, s => s.State == StepState.WaitingForReview && s.Kind == "review");
            Assert.Equal(run.Key.State == RunState.Failed, run.Any(s => s.State == StepState.Failed));
            Assert.All(run.Where(s => s.State == StepState.Succeeded), s => Assert.NotNull(s.OutputHash));
        }

        Assert.Equal(
            runs.Values.Where(r => r.State == RunState.WaitingForReview).Select(r => r.Id.Value).Order(), tasks.Where(t => t.State == ReviewState.Open).Select(t => t.RunId.Value).Distinct().Order());
        Assert.All(outputs.Values, DemandWhole);
        var decided = await db.ReviewDecisions.ToDictionaryAsync(d => d.TaskId);
        Assert.Equal(tasks.Where(t => t.State == ReviewState.Decided).Select(t => t.Id.Value).Order(), decided.Keys.Select(k => k.Value).Order());
        Assert.All(decided.Values, d => Assert.Equal(d.Verdict == ReviewVerdict.Reject, outputs[d.OutputId].State == OutputState.Rejected));

        // Answered calls have their bytes and their use; all others have neither.
        var used = (await db.UsageLines.Select(u => u.CallId).Distinct().ToListAsync()).ToHashSet();
        Assert.All(await db.ModelCalls.ToListAsync(), c => Assert.Equal(
            (IsAnswered(c.State), IsAnswered(c.State)), (c.AnswerHash is not null, used.Contains(c.Id))));
        Assert.Equal(DateTimeKind.Utc, Latest(db).Kind);
        Assert.True(Latest(db) <= End);
        await DemandReferencesAsync(db);
    }

    [Fact]
    public async Task Fill_Year_HasAllThatIsToldOfIt()
    {
        await FillAsync(Database, Year with { Calls = 6_000 });

        await using var db = Open();
        foreach (var version in await db.PipelineVersions.ToListAsync()) Assert.Equal(version.ContentHash, PipelineDefinition.Parse(version.Yaml).ContentHash);
        Assert.Equal(7, await db.Pipelines.CountAsync(p => p.ActiveVersionId != null));
        Assert.True(await db.PipelineVersions.GroupBy(v => v.PipelineId).AllAsync(g => g.Count() > 1));
        Assert.Equal([DemoModels.North, DemoModels.South], await db.ModelCalls.Select(c => c.Provider).Distinct().Order().ToListAsync());
        Assert.Equal(4, await db.ModelCalls.Select(c => c.Tier).Distinct().CountAsync());
        Assert.True(await db.ModelCalls.AnyAsync(c => c.Model == "north-standard-2") && await db.ModelCalls.AnyAsync(c => c.Pricing == PricingState.Unpriced));
        Assert.True(await db.Outputs.AnyAsync(o => o.State == OutputState.Withdrawn) && await db.Outputs.AnyAsync(o => o.Edited) && await db.Outputs.AnyAsync(o => o.Item > 2));
        Assert.True(await db.Runs.AnyAsync(r => r.State == RunState.WaitingForReview) && await db.Runs.AnyAsync(r => r.State == RunState.Failed));
        Assert.True(await db.Runs.Select(r => r.CostCentre).Distinct().CountAsync() >= 5 && await db.Runs.Select(r => r.Trigger).Distinct().CountAsync() >= 4);
        Assert.True(await db.LedgerEntries.AnyAsync(e => e.Basis == LedgerBasis.Estimate));

        var catalogue = new KpiCatalogue(Database.Contexts, Clock, ReportingCalendar.From(null));
        var filter = new AnalyticsFilter { Money = MoneyMode.Sandbox, From = Year.Begin, To = End };
        foreach (var definition in KpiCatalogue.All)
        {
            var figure = await catalogue.ComputeAsync(Actor.System, definition.Name, filter, CancellationToken.None);
            Assert.True(figure.Value.Missing is null, $"{definition.Name}: {figure.Value.Missing}");
        }

        // The bad version, and nothing but it, took its place in vain.
        var failed = await catalogue.ComputeAsync(Actor.System, "change-failure-rate", filter, CancellationToken.None);
        Assert.Equal(1, failed.Numerator.Amount);
    }

    [Fact]
    public async Task Fill_SameOptionsTwice_GivesTheSameRows()
    {
        var options = new DemoOptions(20, 400, 5, End);
        await FillAsync(Database, options);
        await using var other = await TestDatabase.CreateAsync(Database.Kind);
        await FillAsync(other, options);
        await using var another = await TestDatabase.CreateAsync(Database.Kind);
        await FillAsync(another, options with { Seed = 6 });

        var first = await SumOfAllAsync(Database);
        Assert.Equal(first, await SumOfAllAsync(other));
        Assert.NotEqual(first, await SumOfAllAsync(another));
    }

    [Fact]
    public async Task Fill_Bare_LeavesOutOnlyWhatNoFigureIsMadeOf()
    {
        var options = new DemoOptions(10, 200, 5, End);
        await using var other = await TestDatabase.CreateAsync(Database.Kind);
        var (whole, bare) = (await FillAsync(other, options), await FillAsync(Database, options with { IsBare = true }));

        Assert.Equal((whole.Calls, whole.Models, whole.Labour, whole.Outputs), (bare.Calls, bare.Models, bare.Labour, bare.Outputs));
        await using var db = Open();
        Assert.False(await db.UsageLines.AnyAsync() || await db.Artifacts.AnyAsync() || await db.PublishCalls.AnyAsync());
        Assert.True(await db.Flags.AnyAsync() && await db.ReviewDecisions.AnyAsync());
    }

    [Fact]
    public async Task Fill_UsedDatabase_IsRefused()
    {
        var options = new DemoOptions(1, 1, 1, End);
        await FillAsync(Database, options);

        var refusal = await Assert.ThrowsAsync<ConflictException>(() => FillAsync(Database, options));

        Assert.Contains("--data", refusal.Message);
    }

    private static Task<DemoSummary> FillAsync(TestDatabase database, DemoOptions options) =>
        new DemoYear(database.Contexts, database.Choice, database.Runner(Clock), ReportingCalendar.From(null)).FillAsync(options, null, CancellationToken.None);

    private static bool IsAnswered(CallState state) => state is CallState.Responded or CallState.Applied or CallState.Unusable or CallState.LateCharge;

    private static void DemandWhole(Output output)
    {
        var isAccepted = output.State is OutputState.Approved or OutputState.Published or OutputState.Withdrawn;
        Assert.Equal(isAccepted, output.AcceptedAt is not null);
        Assert.Equal(isAccepted || output.State == OutputState.Rejected, output.DecidedAt is not null && output.DecidedByPerson is not null);
        Assert.Equal(output.State == OutputState.Withdrawn, output.WithdrawnAt is not null);
        if (output.State == OutputState.Published) Assert.NotNull(output.PublishedAt);
    }

    /// <summary>Each answered call costs what its use costs at the prices known when it was answered.</summary>
    private async Task DemandPricesAsync(GenOpsDbContext db)
    {
        var prices = new PriceBook(Database.Contexts, Clock);
        var lines = (await db.UsageLines.ToListAsync()).ToLookup(u => u.CallId);
        foreach (var call in await db.ModelCalls.Where(c => c.AnswerHash != null).ToListAsync())
        {
            var usage = new Usage([.. lines[call.Id].Select(l => new UsageQuantity(l.Meter, l.Quantity, l.Variant))], call.UsageEstimated);
            Assert.Equal(prices.Price(call.Provider, call.PricedModel, usage, call.SentAt!.Value, call.EndedAt!.Value).Cost?.Nanos, call.CostNanos);
        }
    }

    private static async Task DemandLabourAsync(GenOpsDbContext db)
    {
        var labour = await db.Labour.ToDictionaryAsync(l => l.Id.Value);
        var booked = await db.LedgerEntries.Where(e => e.Kind == CostKind.Labour).ToListAsync();
        Assert.Equal(labour.Values.Count(l => l.Seconds > 0), booked.Count);
        foreach (var entry in booked)
        {
            var rate = await AssumptionBook.InForceAsync(db, MoneyMode.Sandbox, AssumptionKeys.LabourRate, entry.PipelineId, entry.ChargedAt, End, CancellationToken.None);
            Assert.Equal(Money.FromUsd(labour[entry.SourceId].Seconds * rate!.Value / 3600m), entry.Amount);
        }
    }

    /// <summary>Those the schema holds and those it does not.</summary>
    private static async Task DemandReferencesAsync(GenOpsDbContext db)
    {
        if (db.Database.IsSqlite()) Assert.Empty(await db.Database.SqlQueryRaw<string>("SELECT \"table\" AS \"Value\" FROM pragma_foreign_key_check").ToListAsync());
        Assert.False(await db.ModelCalls.AnyAsync(c => !db.StepRuns.Any(s => s.Id == c.StepRunId && s.RunId == c.RunId)));
        Assert.False(await db.ModelCalls.AnyAsync(c => !db.Blobs.Any(b => b.Hash == c.RequestHash) || (c.AnswerHash != null && !db.Blobs.Any(b => b.Hash == c.AnswerHash))));
        Assert.False(await db.LedgerEntries.AnyAsync(e => e.CallId != null && !db.ModelCalls.Any(c => c.Id == e.CallId)));
        Assert.False(await db.LedgerEntries.AnyAsync(e => e.RunId != null && !db.Runs.Any(r => r.Id == e.RunId && r.PipelineId == e.PipelineId && r.VersionId == e.VersionId)));
        Assert.False(await db.Runs.AnyAsync(r => !db.PipelineVersions.Any(v => v.Id == r.VersionId && v.PipelineId == r.PipelineId) || !db.Blobs.Any(b => b.Hash == r.InputHash)));
        Assert.False(await db.StepRuns.AnyAsync(s => s.OutputHash != null && !db.Blobs.Any(b => b.Hash == s.OutputHash)));
        Assert.False(await db.Outputs.AnyAsync(o => !db.Runs.Any(r => r.Id == o.RunId) || !db.OutputRevisions.Any(r => r.OutputId == o.Id && r.Number == o.Revision)));
        Assert.False(await db.Artifacts.AnyAsync(a => !db.OutputRevisions.Any(r => r.Id == a.RevisionId && r.OutputId == a.OutputId) || !db.Blobs.Any(b => b.Hash == a.ContentHash)));
        Assert.False(await db.Flags.AnyAsync(f => !db.Outputs.Any(o => o.Id == f.OutputId) || !db.StepRuns.Any(s => s.Id == f.StepRunId)));
        Assert.False(await db.ReviewTasks.AnyAsync(t => !db.Outputs.Any(o => o.Id == t.OutputId && o.RunId == t.RunId)));
        Assert.False(await db.Labour.AnyAsync(l => !db.ReviewTasks.Any(t => t.Id == l.TaskId && t.OutputId == l.OutputId)));
        Assert.False(await db.ReviewDecisions.AnyAsync(d => !db.OutputRevisions.Any(r => r.OutputId == d.OutputId && r.Hash == d.RevisionHash)));
    }

    private static DateTime Latest(GenOpsDbContext db) => new[]
    {
        db.Runs.Max(r => r.EndedAt), db.StepRuns.Max(s => s.EndedAt), db.ModelCalls.Max(c => c.EndedAt), db.LedgerEntries.Max(e => (DateTime?)e.RecordedAt),
        db.Outputs.Max(o => o.WithdrawnAt), db.ReviewTasks.Max(t => t.EndedAt), db.Labour.Max(l => (DateTime?)l.At),
    }.Max()!.Value;

    /// <summary>Of each table the number of rows, and a hash of all of them in the order of their keys.</summary>
    private static async Task<string> SumOfAllAsync(TestDatabase database)
    {
        await using var db = database.Open();
        await db.Database.OpenConnectionAsync();
        var sums = new List<string>();
        foreach (var table in db.Model.GetEntityTypes().Select(e => e.GetTableName()!).Where(t => t != "AuditEntries").Order(StringComparer.Ordinal))
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"SELECT * FROM \"{table}\"";
            await using var reader = await command.ExecuteReaderAsync();
            var rows = new List<string>();
            while (await reader.ReadAsync())
                rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : $"{reader.GetValue(i)}")));
            sums.Add($"{table}: {rows.Count} {BlobHash.Of(string.Join('\n', rows.Order(StringComparer.Ordinal))).Hex}");
        }

        return string.Join('\n', sums);
    }
}

public sealed class DemoYearTestsOnSqlite() : DemoYearTests(DatabaseKind.Sqlite);

public sealed class DemoYearTestsOnPostgres() : DemoYearTests(DatabaseKind.Postgres);

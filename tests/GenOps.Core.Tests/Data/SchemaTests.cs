using System.Data.Common;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Ledger;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Runs;
using GenOps.Core.Tests.Desk.Runs;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Data;

/// <summary>What the schema itself promises, on both databases.</summary>
public abstract class SchemaTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Migrate_ModelOfTheCode_LeavesNothingPending()
    {
        await using var db = Open();

        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
        Assert.False(db.Database.HasPendingModelChanges(), "The entities changed: add a migration for each database.");
    }

    [Fact]
    public async Task Migrate_AssumptionsFromBeforeTheyHadAnOrigin_TellsExamplesFromStatements()
    {
        const string ofDefinition = "Stated in the pipeline's definition";
        await using (var db = Open())
        {
            db.AddRange(Stated("GenOps", ofDefinition), Stated("Ada", ofDefinition), Stated("Fay", "From payroll"));
            await db.SaveChangesAsync();
            await db.Database.ExecuteSqlRawAsync("ALTER TABLE \"Assumptions\" DROP COLUMN \"Origin\"");
            await db.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" LIKE '%_AssumptionOrigin'");
            await db.Database.MigrateAsync();
        }

        await using var fresh = Open();
        Assert.Equal(
            [("Ada", AssumptionOrigin.Definition), ("Fay", AssumptionOrigin.Person), ("GenOps", AssumptionOrigin.Example)],
            (await fresh.Assumptions.OrderBy(a => a.Author).ToListAsync()).Select(a => (a.Author, a.Origin)));
        // The guard stands again.
        await Assert.ThrowsAnyAsync<DbException>(() => fresh.Database.ExecuteSqlRawAsync("UPDATE \"Assumptions\" SET \"Value\" = 1"));
    }

    [Fact]
    public async Task Migrate_StepsThatWaitedForAnEarlierVersion_SayForWhat()
    {
        var expected = new Dictionary<StepRunId, (WaitKind, string)>();
        await using (var db = Open())
        {
            var rows = new RunRows(db);
            var run = rows.AddRun(rows.AddPipeline("announce"));
            var (budget, place) = (Id.New<BudgetId>(), Add("place", ""));
            var held = Add("budget", "It does not fit.");
            var hold = Hold(held);
            db.Add(new BudgetWait
            {
                Id = Id.New<BudgetWaitId>(),
                AccountId = Id.New<BudgetAccountId>(),
                BudgetId = budget,
                RunId = run.Id,
                StepRunId = held.Id,
                HoldId = hold.Id,
                Provider = "acme",
                Model = "m",
                Since = Noon,
            });
            var doubtful = Add("doubt", "Nobody knows.");
            Hold(doubtful);
            rows.AddCall(doubtful).State = CallState.InDoubt;
            var paused = Add("paused", "Paused by Ada: prices");
            paused.HeldFor = "acme";
            expected[place.Id] = (WaitKind.StepPlace, "");
            expected[held.Id] = (WaitKind.Budget, budget.ToString());
            expected[doubtful.Id] = (WaitKind.Doubt, "acme");
            expected[paused.Id] = (WaitKind.Hold, "acme");
            expected[Add("retry", "It broke off.").Id] = (WaitKind.Retry, "");
            expected[Add("ready", "").Id] = (WaitKind.None, "");
            expected[Add("person", "One output waits for a person.", StepState.WaitingForReview).Id] = (WaitKind.Person, "");
            await db.SaveChangesAsync();
            await BackToTheFlagsAsync(db);
            await db.Database.ExecuteSqlRawAsync("UPDATE \"StepRuns\" SET \"WaitsForPlace\" = (1 = 1) WHERE \"StepId\" = 'place'");
            await db.Database.MigrateAsync();

            StepRun Add(string id, string problem, StepState state = StepState.Ready)
            {
                var step = rows.AddStep(run, id, 0, state: state);
                step.Problem = problem;
                return step;
            }

            Hold Hold(StepRun step)
            {
                var hold = new Hold
                {
                    Id = Id.New<HoldId>(),
                    Scope = HoldScope.Step,
                    Target = step.Id.ToString(),
                    RunId = run.Id,
                    StepRunId = step.Id,
                    Reason = step.Problem,
                    By = "GenOps",
                    PlacedAt = Noon,
                };
                db.Add(hold);
                return hold;
            }
        }

        await using var fresh = Open();
        foreach (var step in await fresh.StepRuns.ToListAsync()) Assert.Equal((step.StepId, expected[step.Id]), (step.StepId, (step.WaitsFor, step.WaitTarget)));
        Assert.Equal([WaitKind.Budget, WaitKind.Doubt], (await fresh.Holds.ToListAsync()).Select(h => h.Cause).Order());
        Assert.Equal(Noon, (await fresh.StepRuns.SingleAsync(s => s.StepId == "budget")).WaitSince);
    }

    /// <summary>As the schema was before waits had a type.</summary>
    private static async Task BackToTheFlagsAsync(GenOpsDbContext db)
    {
        string[] statements =
        [
            "DROP INDEX \"IX_StepRuns_StepId\"",
            .. new[] { "WaitsFor", "WaitTarget", "WaitSince", "WaitUntil" }.Select(c => $"ALTER TABLE \"StepRuns\" DROP COLUMN \"{c}\""),
            .. new[] { "Cause", "CauseTarget" }.Select(c => $"ALTER TABLE \"Holds\" DROP COLUMN \"{c}\""),
            .. new[] { "WayOut", "WayOutLink" }.Select(c => $"ALTER TABLE \"Alerts\" DROP COLUMN \"{c}\""),
            "ALTER TABLE \"StepRuns\" ADD COLUMN \"WaitsForPlace\" BOOLEAN NOT NULL DEFAULT FALSE",
            "CREATE INDEX \"IX_StepRuns_StepId\" ON \"StepRuns\" (\"StepId\") WHERE \"WaitsForPlace\"",
            "DELETE FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" LIKE '%_TypedWaits'",
        ];
        foreach (var statement in statements) await db.Database.ExecuteSqlRawAsync(statement);
    }

    [Fact]
    public async Task Sum_OfAmounts_IsExactInSql()
    {
        await using (var db = Open())
        {
            db.AddRange(Entry(1), Entry(long.MaxValue / 2), Entry(-3));
            await db.SaveChangesAsync();
        }

        await using var fresh = Open();
        Assert.Equal((long.MaxValue / 2) - 2, await fresh.LedgerEntries.SumAsync(e => e.Amount.Nanos));
    }

    [Fact]
    public async Task Read_StoredTime_IsUtcToTheMicrosecond()
    {
        var entry = Entry(5, Noon.AddTicks(1234560));
        await using (var db = Open())
        {
            db.Add(entry);
            await db.SaveChangesAsync();
        }

        await using var fresh = Open();
        var read = await fresh.LedgerEntries.SingleAsync(e => e.ChargedAt > Noon);
        Assert.Equal(entry.ChargedAt, read.ChargedAt);
        Assert.Equal(DateTimeKind.Utc, read.ChargedAt.Kind);
    }

    [Theory]
    [InlineData("UPDATE \"LedgerEntries\" SET \"AmountNanos\" = 0")]
    [InlineData("DELETE FROM \"LedgerEntries\"")]
    public async Task Change_LedgerEntry_IsRefusedByTheDatabase(string sql)
    {
        await using (var db = Open())
        {
            db.Add(Entry(7));
            await db.SaveChangesAsync();
        }

        await using var fresh = Open();
        var error = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => fresh.Database.ExecuteSqlRawAsync(sql));
        Assert.Contains("append-only", error.Message, StringComparison.Ordinal);
        Assert.Equal(7, await fresh.LedgerEntries.SumAsync(e => e.Amount.Nanos));
    }

    private static Assumption Stated(string author, string note) => new()
    {
        Id = Id.New<AssumptionId>(),
        Key = AssumptionKeys.LabourRate,
        Value = 65,
        ValidFrom = Noon,
        RecordedAt = Noon,
        Author = author,
        Origin = AssumptionOrigin.Person,
        Note = note,
    };

    private static LedgerEntry Entry(long nanos, DateTime? chargedAt = null) => new()
    {
        Id = Id.New<LedgerEntryId>(),
        SourceType = "call",
        SourceId = Guid.CreateVersion7(),
        Kind = CostKind.Model,
        Revision = 0,
        Money = MoneyMode.Sandbox,
        Amount = new Money(nanos),
        Basis = LedgerBasis.Measured,
        ChargedAt = chargedAt ?? Noon,
        RecordedAt = Noon,
    };
}

public sealed class SchemaTestsOnSqlite() : SchemaTests(DatabaseKind.Sqlite);

public sealed class SchemaTestsOnPostgres() : SchemaTests(DatabaseKind.Postgres);

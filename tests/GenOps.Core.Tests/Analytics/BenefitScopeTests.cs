using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Ledger;
using GenOps.Core.Outputs;
using GenOps.Core.Runs;
using GenOps.Testing;
using GenOps.Testing.Finance;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Analytics;

/// <summary>What an accepted output is worth where company and pipeline both state something: the more specific scope wins.</summary>
public abstract class BenefitScopeTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly DateTime From = new(2026, 10, 1, 0, 0, 0, DateTimeKind.Utc);

    // At $60 an hour 30 minutes are $30, 10 minutes are $10; at $120 an hour $60 and $20. Values are $5 and $7.
    [Theory]
    [InlineData("company rate 60, company value 5, own minutes 30", 30)]
    [InlineData("company rate 60, company value 5, company minutes 10", 5)]
    [InlineData("company rate 60, company value 5, own minutes 30, own value 7", 7)]
    [InlineData("company rate 60, company minutes 10, own value 7", 7)]
    [InlineData("company rate 60, company minutes 10, own minutes 30", 30)]
    [InlineData("company rate 60, own rate 120, own minutes 30, company value 5", 60)]
    [InlineData("own rate 120, company minutes 10, company value 5", 5)]
    [InlineData("own rate 120, company minutes 10", 20)]
    [InlineData("own minutes 30, company value 5", 5)]
    [InlineData("own minutes 30", null)]
    public async Task ComputeAsync_Stated_IsWorthWhatTheMoreSpecificScopeSays(string stated, int? dollars)
    {
        var rows = new FinanceRows();
        var pipeline = rows.Pipeline("posts", "", From);
        foreach (var one in stated.Split(", "))
        {
            var words = one.Split(' ');
            var key = words[1] switch
            {
                "rate" => AssumptionKeys.LabourRate,
                "value" => AssumptionKeys.ValuePerOutput,
                _ => AssumptionKeys.BaselineMinutes,
            };
            rows.Assume(words[0] == "own" ? pipeline : null, key, int.Parse(words[2]), From);
        }

        var run = rows.Run(rows.Version(pipeline, 1, From), MoneyMode.Live, "", From, RunState.Succeeded, From.AddHours(1));
        rows.Output(run, OutputState.Approved, From, From.AddHours(1), byPerson: false);
        await using (var db = Open()) await rows.SaveAsync(db);

        var benefit = await new KpiCatalogue(
                Database.Contexts, new FakeTimeProvider(new DateTimeOffset(From.AddDays(20))), ReportingCalendar.From(null))
            .ComputeAsync(Actor.System, "benefit", new AnalyticsFilter { Money = MoneyMode.Live, From = From, To = From.AddMonths(1) }, CancellationToken.None);

        Assert.Equal(dollars * 1_000_000_000m, benefit.Value.Amount);
    }
}

public sealed class BenefitScopeTestsOnSqlite() : BenefitScopeTests(DatabaseKind.Sqlite);

public sealed class BenefitScopeTestsOnPostgres() : BenefitScopeTests(DatabaseKind.Postgres);

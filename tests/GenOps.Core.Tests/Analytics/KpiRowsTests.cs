using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Calls;
using GenOps.Core.Ledger;
using GenOps.Testing;
using GenOps.Testing.Finance;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Core.Tests.Analytics;

/// <summary>Whatever happened: the rows of every figure, and of every part of it, sum exactly to it.</summary>
public abstract class KpiRowsTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private static readonly DateTime Begin = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);
    private KpiCatalogue _catalogue = null!;

    // The zone's clocks are put forward within the period.
    private static AnalyticsFilter Spring => new()
    {
        Money = MoneyMode.Live,
        From = Begin.AddHours(-1),
        To = Begin.AddDays(40).AddHours(-2),
        Bucket = BucketUnit.Week,
    };

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await using var db = Open();
        await new FinanceRandom(seed: 7, runs: 60, Begin.AddDays(-3), days: 45).SaveAsync(db);
        _catalogue = new KpiCatalogue(
            Database.Contexts, new FakeTimeProvider(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero)), ReportingCalendar.From("Europe/Berlin"));
    }

    [Theory]
    [InlineData(MoneyMode.Live)]
    [InlineData(MoneyMode.Sandbox)]
    public async Task Rows_OfEveryFigureAndPart_SumExactlyToIt(MoneyMode money)
    {
        var filter = Spring with { Money = money, ByModel = true };
        foreach (var definition in KpiCatalogue.All)
        {
            var figure = await _catalogue.ComputeAsync(Actor.System, definition.Name, filter, CancellationToken.None);
            await AssertSumAsync(figure, new KpiSlice(), figure.Numerator.Amount);
            if (figure.Denominator is { Rows: not null } denominator)
            {
                await AssertSumAsync(figure, new KpiSlice { Part = KpiPart.Denominator }, denominator.Amount);
            }

            foreach (var axis in figure.Axes)
            {
                foreach (var point in figure.By(axis).Take(axis == KpiAxis.Model ? int.MaxValue : 3))
                {
                    await AssertSumAsync(figure, point.Slice, point.Numerator);
                    if (figure.Denominator is { Rows: not null })
                    {
                        await AssertSumAsync(figure, point.Slice with { Part = KpiPart.Denominator }, point.Denominator!.Value);
                    }
                }
            }
        }
    }

    [Fact]
    public async Task KindsClassesPipelinesModelsAndWeeks_OfSpend_EachPartitionIt()
    {
        var spend = await _catalogue.ComputeAsync(Actor.System, "spend", Spring with { ByModel = true }, CancellationToken.None);

        Assert.True(spend.Numerator.Amount > 0);
        foreach (var axis in spend.Axes.Where(a => a != KpiAxis.Version))
        {
            Assert.Equal(spend.Numerator.Amount, spend.By(axis).Sum(p => p.Numerator));
        }

        Assert.Equal(spend.Numerator.Amount, spend.By(KpiAxis.Bucket, KpiAxis.Class).Sum(p => p.Numerator));
        Assert.Equal(spend.Numerator.Amount, spend.By(KpiAxis.Kind, KpiAxis.Class).Sum(p => p.Numerator));
        Assert.Equal(spend.Numerator.Amount, spend.By(KpiAxis.Bucket, KpiAxis.Model).Sum(p => p.Numerator));
        Assert.Equal(["azure/gpt-4o-mini", "no model", "openai/gpt-4o", "openai/gpt-4o-mini"], spend.By(KpiAxis.Model).Select(p => p.Labels[0]));
        // All four of both occur, so that the partition is no accident.
        Assert.Equal(4, spend.By(KpiAxis.Kind).Count);
        Assert.Equal(4, spend.By(KpiAxis.Class).Count);
    }

    [Fact]
    public async Task Rows_OfAWeekAndModel_SumExactlyToTheirPoint()
    {
        var spend = await _catalogue.ComputeAsync(Actor.System, "spend", Spring with { ByModel = true }, CancellationToken.None);
        var points = spend.By(KpiAxis.Bucket, KpiAxis.Model).Where(p => p.Numerator != 0).Take(8).ToList();

        Assert.Equal(8, points.Count);
        foreach (var point in points) await AssertSumAsync(spend, point.Slice, point.Numerator);
    }

    // What belongs to no model lies partly on runs and partly on the company.
    [Theory]
    [InlineData("openai/gpt-4o", "azure/gpt-4o-mini")]
    [InlineData("openai/gpt-4o", "none")]
    public async Task Rows_OfOtherModels_SumExactlyToWhatTheyLeave(params string[] leftOut)
    {
        var spend = await _catalogue.ComputeAsync(Actor.System, "spend", Spring with { ByModel = true }, CancellationToken.None);
        ProviderModel[] models = [.. leftOut.Select(m => ProviderModel.Read(m)!.Value)];
        var left = spend.By(KpiAxis.Model).Where(p => !models.Contains(p.Slice.Model!.Value)).ToList();

        Assert.Equal(2, left.Count);
        await AssertSumAsync(spend, new KpiSlice { OtherThan = models }, left.Sum(p => p.Numerator));
    }

    [Fact]
    public async Task Spend_OfBothMoneys_IsTheLedgerOfEach()
    {
        await using var db = Open();
        foreach (var money in Enum.GetValues<MoneyMode>())
        {
            var filter = Spring with { Money = money };
            var ledger = await db.LedgerEntries
                .Where(e => e.Money == money && e.ChargedAt >= filter.From && e.ChargedAt < filter.To)
                .SumAsync(e => e.Amount.Nanos);

            Assert.NotEqual(0, ledger);
            Assert.Equal(ledger, (await _catalogue.ComputeAsync(Actor.System, "spend", filter, CancellationToken.None)).Numerator.Amount);
            Assert.Equal(0m, (await _catalogue.ComputeAsync(Actor.System, "ledger-difference", filter, CancellationToken.None)).Value.Amount);
        }
    }

    [Fact]
    public async Task Rows_OfALedgerFigure_LeadOnToRunStepAndCall()
    {
        var page = await _catalogue.RowsAsync(Actor.System,
            "cost-per-output", Spring, new KpiSlice { Kind = CostKind.Model }, 0, 5, CancellationToken.None);

        Assert.All(page.Rows, row =>
        {
            Assert.NotNull(row.RunId);
            Assert.NotNull(row.StepRunId);
            Assert.NotNull(row.CallId);
            Assert.NotEmpty(row.Step);
            Assert.NotEmpty(row.PipelineName);
        });
    }

    [Theory]
    [InlineData("provider")]
    [InlineData("tier")]
    public async Task ModelFilters_Spend_TakeOnlyTheirRows(string filtered)
    {
        var filter = filtered == "tier" ? Spring with { Tier = Tier.Frontier } : Spring with { Provider = "openai" };

        var figure = await _catalogue.ComputeAsync(Actor.System, "spend", filter, CancellationToken.None);

        await AssertSumAsync(figure, new KpiSlice(), figure.Numerator.Amount);
        Assert.Equal(["model"], figure.By(KpiAxis.Kind).Select(p => p.Labels[0]));
    }

    [Fact]
    public async Task Rows_SliceTheFigureHasNot_IsRefused()
    {
        await Assert.ThrowsAsync<InvalidInputException>(() => RowsAsync("human-review-rate", new KpiSlice { Kind = CostKind.Model }));
        await Assert.ThrowsAsync<InvalidInputException>(() => RowsAsync("cost-per-output", new KpiSlice { Model = ProviderModel.None }));
        await Assert.ThrowsAsync<NotFoundException>(() => RowsAsync("spend", new KpiSlice { Part = KpiPart.Denominator }));
        await Assert.ThrowsAsync<NotFoundException>(() => RowsAsync("nothing", new KpiSlice()));
    }

    [Theory]
    [InlineData("openai", null)]
    [InlineData(null, "gpt-4o-mini")]
    public async Task Rows_OfAnotherModelThanTheFilters_AreRefused(string? provider, string? model)
    {
        var slice = new KpiSlice { Model = new ProviderModel("azure", "gpt-4o") };

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => _catalogue.RowsAsync(
            Actor.System, "spend", Spring with { Provider = provider, Model = model }, slice, 0, 10, CancellationToken.None));

        Assert.Equal("ofModel", Assert.Single(error.Problems).Field);
    }

    private Task<KpiRowPage> RowsAsync(string name, KpiSlice slice) => _catalogue.RowsAsync(Actor.System, name, Spring, slice, 0, 10, CancellationToken.None);

    /// <summary>Reads all pages, of a size that cuts through the rows of combined figures.</summary>
    private async Task AssertSumAsync(KpiFigure figure, KpiSlice slice, decimal expected)
    {
        decimal sum = 0;
        var seen = new HashSet<(KpiRowKind, Guid, bool)>();
        long count;
        do
        {
            var page = await _catalogue.RowsAsync(Actor.System, figure.Definition.Name, figure.Filter, slice, seen.Count, 97, CancellationToken.None);
            count = page.Count;
            Assert.Equal(expected, page.Total);
            Assert.False(page.Rows.Count == 0 && seen.Count < count, "A page without rows came before the last.");
            foreach (var row in page.Rows)
            {
                sum += row.Amount;
                Assert.True(seen.Add((row.Kind, row.Id, row.Amount < 0)), $"{figure.Definition.Name}: {row.Label} stands twice.");
            }
        }
        while (seen.Count < count);

        Assert.True(expected == sum, $"{figure.Definition.Name} {slice}: the figure is {expected}, its rows sum to {sum}.");
    }
}

public sealed class KpiRowsTestsOnSqlite() : KpiRowsTests(DatabaseKind.Sqlite);

public sealed class KpiRowsTestsOnPostgres() : KpiRowsTests(DatabaseKind.Postgres);

using Bunit;
using GenOps.Core;
using GenOps.Core.Analytics;
using GenOps.Core.Analytics.Rollups;
using GenOps.Core.Delivery;
using GenOps.Core.Ledger;
using GenOps.Testing.Finance;
using GenOps.Web.Components;
using GenOps.Web.Pages.Finance;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GenOps.Web.Tests.Pages.Finance;

/// <summary>The figures of an open page follow what changes.</summary>
public sealed class FinanceLiveTests : FinanceDataTest
{
    private const string October = "/finance?money=live&period=month";

    [Fact]
    public async Task Watch_AfterACharge_ShowsItAndDrawsNothingAnewBefore()
    {
        await MakeSumsAsync();
        var page = OpenFinance(October);
        var renderings = page.RenderCount;
        Assert.Equal("$18.51", Spend(page));

        // Another state of the rows, and the same figures.
        await using (var db = Database.Open())
        {
            db.RunStamps.Add(new RunStamp { Id = 900, RunId = db.Runs.First().Id });
            await db.SaveChangesAsync();
        }

        LookAgain();
        Assert.Equal(renderings, page.RenderCount);
        await ChargeAsync(5);
        LookAgain();

        page.WaitForAssertion(() => Assert.Equal("$23.51", Spend(page)));
    }

    [Fact]
    public async Task Watch_OnceSumsAreMade_SaysNothingOfThemAnyMoreAndOffersTheirCuts()
    {
        await using (var db = Database.Open())
        {
            db.RollupStates.Add(new RollupState { Id = RollupState.OnlyId, Build = 1, Zone = "UTC", Facts = "1:1", BuiltTo = new RunId(Guid.Empty), RunsToBuild = 9, BegunAt = FinanceScenario.From });
            await db.SaveChangesAsync();
        }

        var page = OpenFinance(October);
        Assert.NotEmpty(page.FindAll(".go-notice"));
        await MakeSumsAsync();
        LookAgain();

        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".go-notice")));
        Assert.NotEmpty(page.FindAll("option[value='gpt-4o']"));
    }

    [Fact]
    public async Task Leave_Page_LetsGoOfTheChanges()
    {
        OpenFinance(October);
        var changes = Services.GetRequiredService<RunChanges>();
        Assert.Equal(1, changes.Open);

        await DisposeComponentsAsync();

        Assert.Equal(0, changes.Open);
    }

    private static string Spend(IRenderedComponent<FinancePage> page) => page.FindAll(".tiles .stat .value a").Single(a => a.GetAttribute("href")!.Contains("name=spend", StringComparison.Ordinal)).TextContent.Trim();

    private void LookAgain() => ((FakeTimeProvider)Services.GetRequiredService<TimeProvider>()).Advance(LiveRefresh.Poll);

    private async Task MakeSumsAsync()
    {
        using var keeper = new RollupKeeper(
            Database.Contexts, Services.GetRequiredService<ReportingCalendar>(), Services.GetRequiredService<TimeProvider>(), NullLogger<RollupKeeper>.Instance);
        await keeper.CatchUpAsync(CancellationToken.None);
    }

    private async Task ChargeAsync(long dollars)
    {
        await using var db = Database.Open();
        db.LedgerEntries.Add(new LedgerEntry
        {
            Id = Id.New<LedgerEntryId>(),
            SourceType = LedgerSource.Fixed,
            SourceId = Guid.CreateVersion7(),
            Kind = CostKind.Fixed,
            Revision = 0,
            Money = MoneyMode.Live,
            Amount = new Money(dollars * 1_000_000_000),
            Basis = LedgerBasis.Stated,
            ChargedAt = FinanceScenario.From,
            RecordedAt = FinanceScenario.To,
        });
        await db.SaveChangesAsync();
    }
}

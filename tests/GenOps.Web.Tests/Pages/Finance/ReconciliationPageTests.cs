using Bunit;
using GenOps.Core;
using GenOps.Core.Analytics;
using GenOps.Core.Analytics.Reconciliation;
using GenOps.Web.Pages.Finance;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Pages.Finance;

public sealed class ReconciliationPageTests : FinanceDataTest
{
    private static readonly DateTime Noon = new(2026, 10, 31, 11, 2, 0, DateTimeKind.Utc);

    [Fact]
    public void Open_BeforeTheFirstLook_SaysSo() =>
        Assert.Contains("Not reconciled yet", Open("/finance/reconciliation").Markup, StringComparison.Ordinal);

    [Fact]
    public async Task Open_MonthsThatAgree_ListsThemLatestFirst()
    {
        await PutAsync(Row(9), Row(10), Row(10, money: MoneyMode.Sandbox));

        var page = Open("/finance/reconciliation");

        Assert.Equal(["October 2026", "September 2026"], page.FindAll("tbody tr td:first-child").Select(td => td.TextContent));
        Assert.All(page.FindAll("tbody tr"), row => Assert.Contains("Agree", row.TextContent, StringComparison.Ordinal));
        Assert.Equal(["$2.00", "$2.00", "$1.50", "$1.50"], page.Find("tbody tr").QuerySelectorAll("td.go-right .go-num").Select(a => a.TextContent));
        Assert.Empty(page.FindAll("details"));
    }

    [Fact]
    public async Task Open_MonthThatDiffers_LeadsToCallRunAndRows()
    {
        var (call, run, pipeline) = (Id.New<ModelCallId>(), Id.New<RunId>(), Id.New<PipelineId>());
        await PutAsync(Row(10, differences:
        [
            new DifferenceGroup(DifferenceSort.CallWithoutEntry, 31, [new ReconciliationDifference("Call a says it cost $0.03.", 30_000_000, KpiUnit.NanoUsd) { CallId = call, RunId = run }]),
            new DifferenceGroup(DifferenceSort.SumsAndLedger, 1,
                [new ReconciliationDifference("12 Oct 2026: difference $0.01.", 10_000_000, KpiUnit.NanoUsd) { Day = new DateOnly(2026, 10, 12), PipelineId = pipeline }]),
            new DifferenceGroup(DifferenceSort.SumsAndRows, 1, [new ReconciliationDifference("The sums hold 5.", 1, KpiUnit.Count) { Day = new DateOnly(2026, 10, 13) }]),
        ]));

        var page = Open("/finance/reconciliation?money=live");

        Assert.Equal("October 2026 differs by $0.03", page.Find("section h2").TextContent);
        Assert.Contains("31", page.Find("details summary").TextContent, StringComparison.Ordinal);
        Assert.Contains("and 30 more", page.Find("details").TextContent, StringComparison.Ordinal);
        Assert.Equal(
            [
                $"/calls/{call}", $"/runs/{run}",
                $"/finance/rows?name=spend&money=live&from=2026-10-12T00%3A00%3A00Z&to=2026-10-13T00%3A00%3A00Z&pipeline={pipeline}",
                "/finance?money=live&from=2026-10-13&to=2026-10-13",
            ],
            page.FindAll("details a").Select(a => a.GetAttribute("href")));
        Assert.Equal("Differ", page.Find("tbody .chip").TextContent);
    }

    [Fact]
    public void Finance_BeforeTheFirstLook_SaysSo() =>
        Assert.Contains("not reconciled yet", Finance().Markup, StringComparison.Ordinal);

    [Fact]
    public async Task Finance_AllMonthsAgree_SaysWhen()
    {
        await PutAsync(Row(10));

        var line = Finance().Find("a[href='/finance/reconciliation?money=live']").ParentElement!;

        Assert.Equal("Reconciled 11:02: sums, ledger and calls agree, back to October 2026.", string.Join(' ', line.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Replace(" : ", ": ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Finance_AMonthDiffers_SaysByHowMuchAndInWhich()
    {
        await PutAsync(Row(9), Row(10, differences:
            [new DifferenceGroup(DifferenceSort.CallWithoutEntry, 1, [new ReconciliationDifference("Call a says it cost $0.03.", 30_000_000, KpiUnit.NanoUsd)])]));

        Assert.Contains("sums, ledger and calls differ by $0.03 in October 2026.", Finance().Markup, StringComparison.Ordinal);
    }

    private async Task PutAsync(params ReconciledMonth[] rows)
    {
        await using var db = Database.Open();
        db.AddRange(rows);
        await db.SaveChangesAsync();
    }

    private static ReconciledMonth Row(int month, MoneyMode money = MoneyMode.Live, IReadOnlyList<DifferenceGroup>? differences = null) => new()
    {
        Money = money,
        Month = new DateOnly(2026, month, 1).DayNumber,
        CheckedAt = Noon.AddSeconds(month),
        SummedNanos = 2_000_000_000,
        BookedNanos = 2_000_000_000,
        BookedOfCallsNanos = 1_500_000_000,
        CallsNanos = 1_500_000_000,
        Differences = differences?.Sum(g => g.Count) ?? 0,
        DifferenceNanos = differences is null ? 0 : 30_000_000,
        Details = ReconciledMonth.Write(differences ?? []),
    };

    private IRenderedComponent<ReconciliationPage> Open(string address)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<ReconciliationPage>();
    }

    private IRenderedComponent<FinancePage> Finance()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/finance?money=live&period=month");
        var page = Render<FinancePage>();
        page.WaitForElement(".tiles");
        return page;
    }
}

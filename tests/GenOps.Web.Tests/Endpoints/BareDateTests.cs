using System.Net.Http.Json;
using GenOps.Core;
using GenOps.Core.Data;
using GenOps.Core.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Endpoints;

/// <summary>A day is the same day in the API as on the pages: that of the reporting time zone.</summary>
public sealed class BareDateTests : IAsyncLifetime
{
    private readonly ApiHost _host = new() { ReportingZone = "Europe/Berlin" };

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    // Summer time until 25 October: 1 October begins at 22:00 UTC of the day before, 1 November at 23:00.
    [Theory]
    [InlineData("2026-10-01", "2026-11-01", "2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z")]
    [InlineData("2026-10-01T08:30", "2026-11-01T08:30:00", "2026-10-01T06:30:00Z", "2026-11-01T07:30:00Z")]
    [InlineData("2026-10-01T00:00:00Z", "2026-11-01T00:00:00%2B05:00", "2026-10-01T00:00:00Z", "2026-10-31T19:00:00Z")]
    [InlineData("2026-10-01T00:00:00Z", "2026-11-01T00:00:00+05:00", "2026-10-01T00:00:00Z", "2026-10-31T19:00:00Z")]
    public async Task Kpis_OfAPeriod_BeginAndEndWithTheDaysOfTheReportingZone(string from, string to, string begin, string end)
    {
        var report = await _host.CommandLine().GetAsync($"/api/v1/kpis?from={from}&to={to}&money=live").JsonAsync();

        Assert.Equal((begin, end), ((string)report["from"]!, (string)report["to"]!));
    }

    [Fact]
    public async Task LedgerAndItsFile_OfADay_HoldWhatWasChargedOnItInTheReportingZone()
    {
        await using (var db = await _host.Services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>().CreateDbContextAsync())
        {
            db.AddRange(Charged(new(2026, 9, 30, 21, 59, 0, DateTimeKind.Utc), 1), Charged(new(2026, 9, 30, 22, 0, 0, DateTimeKind.Utc), 20));
            await db.SaveChangesAsync();
        }

        var ledger = await _host.CommandLine().GetAsync("/api/v1/ledger?from=2026-10-01&to=2026-10-02&money=live").JsonAsync();
        using var file = await _host.CommandLine().GetAsync("/api/v1/ledger.csv?from=2026-10-01&to=2026-10-02&money=live");

        Assert.Equal(20, (long)ledger["sumNanoUsd"]!);
        Assert.Equal(2, (await file.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Pause_UntilADay_EndsWhenTheDayBeginsInTheReportingZone()
    {
        var holds = await _host.CommandLine().PostAsJsonAsync("/api/v1/pipelines/support-reply/pause", new { until = "2090-07-01", reason = "summer" }).JsonAsync();

        Assert.Equal("2090-06-30T22:00:00Z", (string)holds["items"]![0]!["until"]!);
    }

    private static LedgerEntry Charged(DateTime at, long nanos) => new()
    {
        Id = Id.New<LedgerEntryId>(),
        SourceType = LedgerSource.Fixed,
        SourceId = Guid.CreateVersion7(),
        Kind = CostKind.Fixed,
        Revision = 0,
        Money = MoneyMode.Live,
        Amount = new Money(nanos),
        Basis = LedgerBasis.Stated,
        ChargedAt = at,
        RecordedAt = at,
        CostCentre = "",
    };
}

using Bunit;
using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Delivery;
using GenOps.Core.Ledger;
using GenOps.Testing;
using GenOps.Testing.Finance;
using GenOps.Web.Auth;
using GenOps.Web.Components;
using GenOps.Web.Pages.Finance;
using GenOps.Web.Tests.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.JSInterop;
using MudBlazor.Services;

namespace GenOps.Web.Tests.Pages.Finance;

/// <summary>Finance pages over the month that was worked out by hand, on a real database.</summary>
public abstract class FinanceDataTest : BunitContext, IAsyncLifetime
{
    private TestDatabase? _database;

    protected FinanceScenario Scenario { get; } = new();

    protected TestDatabase Database => _database!;

    /// <inheritdoc />
    public virtual async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using (var db = _database.Open()) await Scenario.SaveAsync(db);
        Services.AddSingleton(_database.Contexts);
        Services.AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 10, 31, 12, 0, 0, TimeSpan.Zero)));
        Services.AddSingleton(ReportingCalendar.From(null));
        Services.AddMudServices();
        Services.AddSingleton<IJSRuntime>(new RecordingJs());
        Services.AddScoped<PageTicker>();
        Services.AddSingleton<RunChanges>();
        Services.AddAnalytics();
        Services.AddScoped<ActorAccessor>();
        AddAuthorization().SetAuthorized("Ada").SetRoles(Roles.Auditor);
    }

    /// <inheritdoc />
    Task IAsyncLifetime.DisposeAsync() => DropAsync();

    protected IRenderedComponent<FinancePage> OpenFinance(string address)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        var page = Render<FinancePage>();
        page.WaitForElement(".tiles, .empty, [role=alert]", TimeSpan.FromSeconds(30));
        return page;
    }

    protected IRenderedComponent<RowsPage> OpenRows()
    {
        var rows = Render<RowsPage>();
        rows.WaitForElement(".stat, [role=alert]", TimeSpan.FromSeconds(30));
        return rows;
    }

    private async Task DropAsync()
    {
        await DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
    }
}

using Bunit;
using Bunit.TestDoubles;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Desk.Operations;
using GenOps.Core.Ledger;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Levers;
using GenOps.Core.Pipelines;
using GenOps.Core.Pricing;
using GenOps.Core.Runs.Engine;
using GenOps.Testing;
using GenOps.Web.Auth;
using GenOps.Web.Components;
using GenOps.Web.Pages.Admin;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;

namespace GenOps.Web.Tests.Pages.Admin;

public sealed class AssumptionsPageTests : BunitContext, IAsyncLifetime
{
    private static readonly DateTime CameIn = new(2026, 10, 20, 9, 30, 0, DateTimeKind.Utc);
    private readonly PipelineId _pipeline = Id.New<PipelineId>();
    private TestDatabase _database = null!;
    private BunitAuthorizationContext _signIn = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 11, 2, 12, 0, 0, TimeSpan.Zero)));
        Services.AddSingleton(_database.Contexts);
        Services.AddGenOpsCommands();
        Services.AddScoped<PageTicker>();
        Services.AddScoped<ActorAccessor>();
        Services.AddAdminPages();
        Services.AddGenOpsPricing();
        Services.AddSingleton<RepriceUnpriced>().AddSingleton<UnpricedQuery>();
        Services.AddGenOpsLedger("Europe/Berlin");
        Services.AddSingleton<IBudgetWaiters, BudgetWaiters>();
        _signIn = AddAuthorization();
        await using var db = _database.Open();
        db.Add(new Pipeline { Id = _pipeline, Name = "release-announcement", CreatedAt = CameIn });
        db.Add(new Assumption
        {
            Id = Id.New<AssumptionId>(),
            PipelineId = _pipeline,
            Key = AssumptionKeys.ValuePerOutput,
            Value = 180,
            ValidFrom = CameIn,
            RecordedAt = CameIn,
            Author = "GenOps",
            Origin = AssumptionOrigin.Example,
        });
        await db.SaveChangesAsync();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeComponentsAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Confirm_TheShippedExample_StatesItFromTheDayItCameIn()
    {
        var page = Open(Roles.Finance);

        Assert.Contains("example, sandbox only", page.Markup, StringComparison.Ordinal);
        Assert.Equal("Value per output of release-announcement", page.Find("[aria-label='Unconfirmed examples'] a").TextContent);
        page.Find("button:contains('Confirm the example of 180 USD per output')").Click();
        page.WaitForAssertion(() => Assert.DoesNotContain("example, sandbox only", page.Markup, StringComparison.Ordinal));

        Assert.Empty(page.FindAll("[aria-label='Unconfirmed examples']"));
        await using var db = _database.Open();
        var stated = await db.Assumptions.SingleAsync(a => a.Origin == AssumptionOrigin.Person);
        // The 20th begins in Berlin at 22:00 UTC of the 19th.
        Assert.Equal((180m, new DateTime(2026, 10, 19, 22, 0, 0, DateTimeKind.Utc), "Fay"), (stated.Value, stated.ValidFrom, stated.Author));
        Assert.Equal("assumption.confirm", (await db.AuditEntries.SingleAsync()).Action);
    }

    [Fact]
    public void Open_ByAnAuditor_ShowsTheExampleAndOffersNothing()
    {
        var page = Open(Roles.Auditor);

        Assert.Contains("example, sandbox only", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("button:contains('Confirm')"));
    }

    private IRenderedComponent<AssumptionsPage> Open(string role)
    {
        _signIn.SetAuthorized("Fay").SetRoles(role);
        Services.GetRequiredService<BunitNavigationManager>().NavigateTo($"/finance/assumptions?scope={_pipeline}&key=value_per_output");
        return Render<AssumptionsPage>();
    }
}

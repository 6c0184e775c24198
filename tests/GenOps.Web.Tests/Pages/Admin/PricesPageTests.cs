using Bunit;
using Bunit.TestDoubles;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Calls;
using GenOps.Core.Desk.Operations;
using GenOps.Core.Inference;
using GenOps.Core.Ledger;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Levers;
using GenOps.Core.Pricing;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Engine;
using GenOps.Testing;
using GenOps.Testing.Finance;
using GenOps.Web.Auth;
using GenOps.Web.Components;
using GenOps.Web.Pages.Admin;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;

namespace GenOps.Web.Tests.Pages.Admin;

public sealed class PricesPageTests : BunitContext, IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 2, 12, 0, 0, TimeSpan.Zero));
    private TestDatabase _database = null!;
    private BunitAuthorizationContext _signIn = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddSingleton<TimeProvider>(_time);
        Services.AddSingleton(_database.Contexts);
        Services.AddGenOpsCommands();
        Services.AddScoped<PageTicker>();
        Services.AddScoped<ActorAccessor>();
        Services.AddAdminPages();
        Services.AddGenOpsPricing();
        Services.AddSingleton<RepriceUnpriced>().AddSingleton<UnpricedQuery>();
        Services.AddGenOpsLedger(reportingTimeZone: null);
        Services.AddSingleton<IBudgetWaiters, BudgetWaiters>();
        _signIn = AddAuthorization();
        await Services.GetRequiredService<PriceSeeder>().InstallAsync(CancellationToken.None);
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeComponentsAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public void Open_AModel_ShowsWhatHoldsAndWhatHeldBefore()
    {
        var page = Open(Roles.Finance, "?provider=openai&model=o3");

        page.WaitForAssertion(() =>
        {
            Assert.Contains("2025-06-11", page.Markup, StringComparison.Ordinal);
            Assert.Contains("2025-04-30", page.Markup, StringComparison.Ordinal);
            // Three buckets, in the everyday tier, flex and priority.
            Assert.Equal(9, page.FindAll("section[aria-label='Prices of o3'] tr:contains('In force')").Count);
        });
    }

    [Fact]
    public void Open_AsAnAuditor_OffersNoChange()
    {
        var page = Open(Roles.Auditor, "?provider=openai&model=o3");

        page.WaitForAssertion(() => Assert.Contains("gpt-4o-mini", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("Record a price", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Withdraw", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_AForm_PricesTheModelFromThenOn()
    {
        var page = Open(Roles.Finance, "");
        page.WaitForAssertion(() => page.Find("header button").Click());
        page.Find("#rp-provider").Change("vllm");
        page.Find("#rp-model").Change("llama-70b");
        page.Find("#rp-source").Change("contract");
        page.Find("#rp-input").Change("0.5");
        page.Find("form").Submit();

        page.WaitForAssertion(() => Assert.Contains("llama-70b", page.Find("table").TextContent, StringComparison.Ordinal));
        await using var db = _database.Open();
        var entry = await db.PriceEntries.SingleAsync(e => e.Provider == "vllm");
        Assert.Equal((0.0000005m, "Fay"), (entry.UnitPrice!.Value, entry.Author));
    }

    [Fact]
    public void Record_TheForm_OffersEveryMeterATierABandAndAVariant()
    {
        var page = Open(Roles.Finance, "");
        page.WaitForAssertion(() => page.Find("header button").Click());

        Assert.Equal(Enum.GetValues<Meter>().Length + 1, page.FindAll("fieldset input").Count);
        Assert.All(["#rp-tier", "#rp-above", "#rp-variant", "#rp-image-tokens", "#rp-write-hour", "#rp-audio-in", "#rp-requests"], id => page.Find(id));
    }

    [Fact]
    public async Task Unpriced_NameThatNothingKnows_IsPricedAsAnotherByOneEntry()
    {
        var call = await AnsweredAsync("house-7");
        var page = Open(Roles.Finance, "?provider=openai&model=house-7&price-as=true");
        page.WaitForAssertion(() => Assert.Equal("house-7", page.Find("#pa-model").GetAttribute("value")));
        page.Find("#pa-as").Change("gpt-4.1");
        page.Find("#pa-source").Change("the provider's list");
        page.Find("form").Submit();

        page.WaitForAssertion(() => Assert.Contains("gpt-4.1", page.Find("section[aria-label='Priced as another model'] table").TextContent, StringComparison.Ordinal));
        await using var db = _database.Open();
        Assert.Equal("Fay", (await db.PriceAliases.SingleAsync()).Author);
        Assert.Equal((PricingState.Priced, 2_000_000L), await db.ModelCalls.Where(c => c.Id == call).Select(c => new ValueTuple<PricingState, long>(c.Pricing, c.CostNanos ?? 0)).SingleAsync());
    }

    [Fact]
    public void Record_WhatCannotBe_ShowsWhyAndKeepsTheForm()
    {
        var page = Open(Roles.Finance, "");
        page.WaitForAssertion(() => page.Find("header button").Click());
        page.Find("#rp-provider").Change("sandbox");
        page.Find("#rp-model").Change("sandbox-small");
        page.Find("#rp-source").Change("contract");
        page.Find("#rp-input").Change("0.5");
        page.Find("form").Submit();

        page.WaitForAssertion(() => Assert.Contains("sandbox keeps the prices", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("0.5", page.Find("#rp-input").GetAttribute("value"));
    }

    private async Task<ModelCallId> AnsweredAsync(string model)
    {
        var at = _time.GetUtcNow().UtcDateTime.AddDays(-1);
        var rows = new FinanceRows();
        var version = rows.Version(rows.Pipeline("posts", "marketing", at), 1, at);
        var run = rows.Run(version, MoneyMode.Live, "marketing", at, RunState.Succeeded, at);
        var call = rows.Call(run, rows.Step(run, "facts"), at, null, pricing: PricingState.Unpriced);
        call.AnsweredModel = model;
        rows.Add(new UsageLine { Id = Id.New<UsageLineId>(), CallId = call.Id, Meter = Meter.Input, Quantity = 1_000 });
        await using var db = _database.Open();
        await rows.SaveAsync(db);
        return call.Id;
    }

    private IRenderedComponent<PricesPage> Open(string role, string query)
    {
        _signIn.SetAuthorized("Fay").SetRoles(role);
        Services.GetRequiredService<BunitNavigationManager>().NavigateTo("/finance/prices" + query);
        return Render<PricesPage>();
    }
}

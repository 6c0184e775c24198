using Bunit;
using Bunit.TestDoubles;
using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Outbound;
using GenOps.Testing;
using GenOps.Web.Auth;
using GenOps.Web.Components;
using GenOps.Web.Pages.Admin;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace GenOps.Web.Tests.Pages.Admin;

/// <summary>A provider inside the network: refused, allowed at the point of refusal, and taken back.</summary>
public sealed class ProvidersPageTests : BunitContext, IAsyncLifetime
{
    private TestDatabase _database = null!;
    private BunitAuthorizationContext _signIn = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton(_database.Contexts);
        Services.AddGenOpsCommands();
        Services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["GenOps:Channels:crm:Url"] = "https://crm.internal/hook" }).Build());
        Services.AddSingleton<ISecretProtector, OpenSecrets>();
        Services.AddGenOpsProviders();
        Services.AddSingleton<FailoverQuery>();
        Services.AddScoped<PageTicker>();
        Services.AddScoped<ActorAccessor>();
        _signIn = AddAuthorization();
        _signIn.SetAuthorized("Ada").SetRoles(Roles.Admin);
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeComponentsAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Save_ServerInsideTheNetwork_IsRefusedAndAllowedWithOneClick()
    {
        var page = Render<ProvidersPage>();
        page.WaitForElement("button:contains('Add a provider')").Click();
        page.WaitForElement("#pv-name");
        await FillAsync(page, "#pv-name", "gpu");
        await FillAsync(page, "#pv-url", "http://10.0.0.5:8080/v1");
        await FillAsync(page, "#pv-Small", "llama");

        await page.InvokeAsync(() => page.Find("form").Submit());
        page.WaitForAssertion(() => Assert.Contains("GenOps does not connect to 10.0.0.5:8080: it is in a private network.", page.Markup, StringComparison.Ordinal));
        Assert.Empty(Database(db => db.ProviderAccounts.ToList()));
        page.Find("button:contains('Allow 10.0.0.5:8080 and save')").Click();

        page.WaitForAssertion(() => Assert.Equal("gpu", Assert.Single(Database(db => db.ProviderAccounts.ToList())).Name));
        var allowance = Assert.Single(Database(db => db.OutboundAllowances.ToList()));
        Assert.Equal(("10.0.0.5", 8080, "The provider gpu", "Ada"), (allowance.Host, allowance.Port, allowance.Reason, allowance.AllowedBy));
    }

    [Fact]
    public async Task Save_CloudMetadata_OffersNoWayAround()
    {
        var page = Render<ProvidersPage>();
        page.WaitForElement("button:contains('Add a provider')").Click();
        page.WaitForElement("#pv-name");
        await FillAsync(page, "#pv-name", "cloud");
        await FillAsync(page, "#pv-url", "http://169.254.169.254/v1");
        await FillAsync(page, "#pv-Small", "llama");

        await page.InvokeAsync(() => page.Find("form").Submit());

        page.WaitForAssertion(() => Assert.Contains("Only the configuration can name it, by the address itself.", page.Markup, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("button:contains('Allow')"));
    }

    [Fact]
    public async Task Providers_OfAnOlderInstallation_AskOnceAndShowTheOrder()
    {
        await using (var db = _database.Open())
        {
            db.AddRange(Saved("acme"), Saved("zeta"), new FailoverQuestion { Earlier = "acme,zeta" });
            await db.SaveChangesAsync();
        }

        var page = Render<ProvidersPage>();
        page.WaitForElement("button:contains('Let them answer')");
        Assert.Contains("May acme, zeta answer for other providers of their tier", page.Markup, StringComparison.Ordinal);
        Assert.Equal(["acme m asked first", "zeta m not agreed to"], Places());

        await page.InvokeAsync(() => page.Find("button:contains('Let them answer')").Click());

        page.WaitForAssertion(() => Assert.Equal(["acme m asked first", "zeta m answers instead"], Places()));
        Assert.Empty(page.FindAll("button:contains('Let them answer')"));
        var entry = Assert.Single(Database(db => db.AuditEntries.ToList()));
        Assert.Equal(("failover.answer", "Ada"), (entry.Action, entry.ActorName));

        IEnumerable<string> Places() => page.FindAll(".order li").Select(li => string.Join(' ', li.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public async Task Save_MarkedNeverAsAFallback_IsKeptWithItsPlace()
    {
        var page = Render<ProvidersPage>();
        page.WaitForElement("button:contains('Add a provider')").Click();
        page.WaitForElement("#pv-name");
        await FillAsync(page, "#pv-name", "secret");
        await FillAsync(page, "#pv-url", "https://8.8.8.8/v1");
        await FillAsync(page, "#pv-Small", "m");
        await FillAsync(page, "#pv-order", "7");
        await page.InvokeAsync(() => page.Find("#pv-never").Change(true));

        await page.InvokeAsync(() => page.Find("form").Submit());

        page.WaitForAssertion(() => Assert.Equal((7, true), Database(db => db.ProviderAccounts.Select(p => new { p.Order, p.NeverFallback }).ToList()).Select(p => (p.Order, p.NeverFallback)).Single()));
    }

    private static ProviderAccount Saved(string name) => new()
    {
        Id = Core.Id.New<Core.ProviderAccountId>(),
        Name = name,
        BaseUrl = $"https://{name}.example/v1",
        Models = """{"Small":"m"}""",
        CreatedAt = DateTime.UnixEpoch,
        CreatedBy = "Ada",
    };

    [Fact]
    public void Panel_ServerFoundOnThisMachine_SaysThatSavingAllowsIt()
    {
        SaveProviderRequest? saved = null;
        var form = ProviderForm.Of(new DiscoveredProvider("ollama", "Ollama on this machine", new Uri("http://127.0.0.1:11434/v1"), ["llama"], null));

        var panel = Render<ProviderPanel>(p => p.Add(x => x.Form, form).Add(x => x.OnSave, f => saved = f.ToRequest()));

        Assert.Contains("Saving allows GenOps to connect to 127.0.0.1:11434", panel.Markup, StringComparison.Ordinal);
        panel.Find("form").Submit();
        Assert.True(saved!.AllowInside);
    }

    [Fact]
    public void Outbound_AllowedOnThePage_IsListedAndCanBeEnded()
    {
        var page = Render<OutboundPage>();
        page.WaitForElement("#ob-target").Change("gpu.lan:8000");
        page.Find("#ob-reason").Change("our model server");
        page.Find("form").Submit();

        page.WaitForAssertion(() => Assert.Contains("our model server", page.Find("tbody").TextContent, StringComparison.Ordinal));
        Assert.Contains("GenOps:Channels:crm:Url", page.Markup, StringComparison.Ordinal);
        page.Find("button:contains('End…')").Click();
        page.Find("button:contains('Refuse it from now on')").Click();

        page.WaitForAssertion(() => Assert.Equal("Ada", Assert.Single(Database(db => db.OutboundAllowances.ToList())).EndedBy));
    }

    [Fact]
    public async Task Read_AsAnAuditor_ShowsAllAndNoLever()
    {
        await Services.GetRequiredService<AllowOutbound>().ExecuteAsync(Actor.System, "gpu.lan:8000", "our model server", CancellationToken.None);
        _signIn.SetRoles(Roles.Auditor);

        var outbound = Render<OutboundPage>();
        var providers = Render<ProvidersPage>();

        outbound.WaitForAssertion(() => Assert.Contains("our model server", outbound.Find("tbody").TextContent, StringComparison.Ordinal));
        providers.WaitForAssertion(() => Assert.Contains("The sandbox serves everything", providers.Markup, StringComparison.Ordinal));
        Assert.Empty(outbound.FindAll("button, form"));
        Assert.Empty(providers.FindAll("button, form"));
    }

    /// <summary>Found and changed without anything rendered in between: the look for servers on this machine ends whenever it does.</summary>
    private static Task FillAsync(IRenderedComponent<ProvidersPage> page, string field, string value) =>
        page.InvokeAsync(() => page.Find(field).Change(value));

    private T Database<T>(Func<Core.Data.GenOpsDbContext, T> read)
    {
        using var db = _database.Open();
        return read(db);
    }

    private sealed class OpenSecrets : ISecretProtector
    {
        public string Protect(string secret) => secret;

        public string Unprotect(string protectedSecret) => protectedSecret;
    }
}

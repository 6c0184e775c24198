using Bunit;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Alerts;
using GenOps.Core.Desk.Operations;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Web.Pages.Operations;
using GenOps.Web.Tests.Pages.Pipelines;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Pages.Operations;

/// <summary>Runs wait for a dead provider, and an auditor looks: all is told, and nothing offered that is an operator's to do.</summary>
public sealed class DeskAsAuditorTests : PipelinePageTest
{
    public DeskAsAuditorTests()
    {
        Services.AddSingleton<WorkersQuery>();
        Services.AddSingleton<HoldListQuery>();
        Services.AddGenOpsAlerts(new ConfigurationBuilder().Build());
    }

    protected override string[] RoleNames => [Roles.Auditor];

    [Fact]
    public async Task Desk_OfRunsThatWait_TellsThemAndOffersNoReroute()
    {
        await WaitAsync();
        Navigation.NavigateTo("/operations?money=live");

        var section = Render<DeskPage>().WaitForElement("section[aria-labelledby=waits]");

        Assert.Contains("alpha", section.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(section.QuerySelectorAll("a"), a => a.GetAttribute("href")!.StartsWith("/operations/reroutes", StringComparison.Ordinal));
        Assert.Empty(section.QuerySelectorAll("button"));
    }

    [Fact]
    public async Task Alerts_OfRunsThatWait_TellThemAndOfferNothing()
    {
        await using (var db = Open())
        {
            db.Add(new Alert
            {
                Id = Id.New<AlertId>(),
                Kind = AlertKind.ProviderDown,
                Target = "alpha",
                OpenKey = "alpha",
                Title = "alpha takes no calls",
                Text = "503",
                Link = "/operations/providers",
                WayOut = "2 runs wait for alpha: reroute",
                WayOutLink = "/operations/reroutes?away=alpha&onto=beta",
                Count = 1,
                RaisedAt = DateTime.UnixEpoch,
            });
            await db.SaveChangesAsync();
        }

        var page = Render<AlertsPage>();

        var alert = page.WaitForElement("section.alert");
        Assert.Contains("alpha takes no calls", alert.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("reroute", alert.TextContent, StringComparison.Ordinal);
        Assert.Empty(alert.QuerySelectorAll("button"));
    }

    private async Task WaitAsync()
    {
        await WaitingRuns.SaveProvidersAsync(Services.GetRequiredService<SaveProvider>(), "alpha", "beta");
        await using var db = Open();
        await WaitingRuns.AddAsync(db, 2, WaitKind.Provider, "alpha");
        db.Add(new Circuit { Provider = "alpha", Model = "m", State = CircuitState.Open, Problem = "503" });
        await db.SaveChangesAsync();
    }
}

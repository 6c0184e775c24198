using Bunit;
using GenOps.Core.Access;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Levers.Holds;
using GenOps.Core.Desk.Operations;
using GenOps.Web.Pages.Operations;
using GenOps.Web.Tests.Pages.Pipelines;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Pages.Operations;

/// <summary>A paused provider is seen where the desk's line of its pause leads, also before its first call.</summary>
public abstract class ProvidersHealthPageTest : PipelinePageTest
{
    protected ProvidersHealthPageTest()
    {
        Services.AddSingleton<ProviderHealthQuery>();
        Services.AddSingleton<FailoverQuery>();
    }

    protected async Task<IRenderedComponent<ProvidersHealthPage>> OpenPausedAsync()
    {
        await WaitingRuns.SaveProvidersAsync(Services.GetRequiredService<SaveProvider>(), "alpha");
        await Services.GetRequiredService<PlaceHold>().ExecuteAsync(Actor.System, new HoldTarget.OfProvider("alpha"), "Its invoice is disputed.", null, CancellationToken.None);
        var page = Render<ProvidersHealthPage>();
        page.WaitForAssertion(() => Assert.Contains("Its invoice is disputed.", page.Find(".go-notice-warning").TextContent, StringComparison.Ordinal));
        return page;
    }
}

public sealed class ProvidersHealthPageTests : ProvidersHealthPageTest
{
    [Fact]
    public async Task Open_WithAPausedProvider_SaysSoAndResumesIt()
    {
        var page = await OpenPausedAsync();
        Assert.Contains("No calls go to alpha: paused", page.Find(".go-notice-warning").TextContent, StringComparison.Ordinal);

        await page.Find("button[aria-label='Resume alpha']").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".go-notice-warning")));
    }
}

public sealed class ProvidersHealthPageForAuditorsTests : ProvidersHealthPageTest
{
    protected override string[] RoleNames => [Roles.Auditor];

    [Fact]
    public async Task Open_WithAPausedProvider_SaysSoAndOffersNothing()
    {
        var page = await OpenPausedAsync();

        Assert.Empty(page.FindAll("button[aria-label='Resume alpha']"));
    }
}

using Bunit;
using GenOps.Core.Access;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Outbound;
using GenOps.Core.Publishing;
using GenOps.Web.Auth;
using GenOps.Web.Components;
using GenOps.Web.Pages.Admin;
using GenOps.Web.Tests.Hosting;
using GenOps.Web.Tests.Pages.Operations;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace GenOps.Web.Tests.Pages.Admin;

/// <summary>An auditor reads all settings and is offered nothing that only an administrator may do.</summary>
public sealed class SettingsAsAuditorTests(ServerWithAdministrator server) : IClassFixture<ServerWithAdministrator>
{
    public static TheoryData<Type> Pages =>
        [.. typeof(ReadersAttribute).Assembly.GetTypes().Where(t => t.GetCustomAttributes(typeof(ReadersAttribute), inherit: false).Cast<ReadersAttribute>().Any(a => a.Area == ReadArea.Settings))];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Open_EachPageOfTheSettings_ShowsItsRowsAndNoLever(Type page)
    {
        await AddRowsAsync();

        // Channels are stated in the configuration and by nobody else.
        Assert.Equal(page != typeof(ChannelsPage), await LeversAsync(page, Roles.Admin) > 0);
        Assert.Equal(0, await LeversAsync(page, Roles.Auditor));
    }

    private async Task<int> LeversAsync(Type page, string role)
    {
        await using var scope = server.App.Services.CreateAsyncScope();
        await using var context = new BunitContext();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        context.Services.AddFallbackServiceProvider(scope.ServiceProvider);
        // The page of the channels asks for them only when it reads.
        context.Services.AddSingleton(scope.ServiceProvider.GetRequiredService<PublishChannels>());
        context.Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
        context.Services.AddScoped<ActorAccessor>();
        context.Services.AddScoped<PageTicker>();
        context.AddAuthorization().SetAuthorized("Ada").SetRoles(role);
        var shown = context.Render(builder =>
        {
            builder.OpenComponent(0, page);
            builder.CloseComponent();
        });
        shown.WaitForElement("tbody tr");
        return shown.FindAll("button, form, input, select, textarea").Count;
    }

    private async Task AddRowsAsync()
    {
        var services = server.App.Services;
        await services.GetRequiredService<AddApiKey>().ExecuteAsync(Actor.System, new AddApiKeyRequest($"export {Guid.NewGuid():N}", Roles.Finance), default);
        await WaitingRuns.SaveProvidersAsync(services.GetRequiredService<SaveProvider>(), "acme");
        await services.GetRequiredService<AllowOutbound>().ExecuteAsync(Actor.System, $"gpu{Guid.NewGuid():N}.lan:8000", "our model server", default);
    }
}

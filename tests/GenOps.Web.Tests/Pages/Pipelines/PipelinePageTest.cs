using System.Security.Claims;
using System.Text;
using Bunit;
using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Desk;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Ledger;
using GenOps.Core.Levers;
using GenOps.Core.Pipelines;
using GenOps.Core.Pipelines.Samples;
using GenOps.Core.Pricing;
using GenOps.Core.Publishing;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using GenOps.Core.Starts;
using GenOps.Testing;
using GenOps.Web.Auth;
using GenOps.Web.Components;
using GenOps.Web.Demonstration;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using MudBlazor.Services;

namespace GenOps.Web.Tests.Pages.Pipelines;

/// <summary>A pipeline page over a real database with the sample pipelines, an operator signed in, and no provider.</summary>
public abstract class PipelinePageTest : BunitContext, IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("genops-pages-").FullName;
    private TestDatabase? _database;
    private BunitJSModuleInterop? _module;

    /// <summary>The roles of who is signed in.</summary>
    protected virtual string[] RoleNames => [Roles.Operator];

    protected NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var configuration = new ConfigurationBuilder().Build();
        Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton<IConfiguration>(configuration);
        Services.AddSingleton(_database.Choice);
        Services.AddSingleton(_database.Contexts);
        Services.AddGenOpsCommands();
        Services.AddSingleton<ISecretProtector>(new SecretProtector(new EphemeralDataProtectionProvider()));
        Services.AddGenOpsProviders();
        Services.AddGenOpsPricing();
        Services.AddGenOpsLedger(null);
        Services.AddGenOpsReviews();
        Services.AddAnalytics();
        Services.AddGenOpsPublishing(configuration, _folder);
        Services.AddGenOpsInference(configuration, _folder);
        Services.AddGenOpsPipelines(configuration);
        Services.AddGenOpsRuns(configuration);
        Services.AddGenOpsLevers(configuration);
        Services.AddGenOpsStarts(configuration, _folder);
        Services.AddGenOpsDesk();
        Services.AddSingleton<AuthenticationStateProvider>(new SignedIn(RoleNames));
        Services.AddSingleton<ActorAccessor>();
        Services.AddSingleton<PageTicker>();
        Services.AddSingleton(ProductAddress.None);
        Services.AddSingleton<PipelineOverviewQuery>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        _module = JSInterop.SetupModule(_ => true);
        _module.Mode = JSRuntimeMode.Loose;
        foreach (var sample in SamplePipelines.All)
            await Services.GetRequiredService<PublishPipeline>().ExecuteAsync(Actor.System, sample.Yaml, CancellationToken.None);
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    protected GenOpsDbContext Open() => _database!.Open();

    /// <summary>What the browser answers when it is asked for a field's text.</summary>
    protected void Type(string id, string text) =>
        _module!.Setup<IJSStreamReference>("read", call => call.Arguments is [string asked] && asked == id).SetResult(new TextStream(text));

    /// <summary>What the browser answers when it is asked for all other fields.</summary>
    protected void LeaveOthersEmpty() => _module!.Setup<IJSStreamReference>("read", _ => true).SetResult(new TextStream(""));

    /// <summary>What the browser answers when it is asked for the editor's text.</summary>
    protected BunitJSModuleInterop TypeInEditor(string text)
    {
        var editor = _module!.SetupModule("openEditor", _ => true);
        editor.Mode = JSRuntimeMode.Loose;
        editor.Setup<IJSStreamReference>("read").SetResult(new TextStream(text));
        return editor;
    }

    private sealed class TextStream(string text) : IJSStreamReference
    {
        private readonly byte[] _content = Encoding.UTF8.GetBytes("=" + text);

        public long Length => _content.Length;

        public ValueTask<Stream> OpenReadStreamAsync(long maxAllowedSize = 512000, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<Stream>(new MemoryStream(_content));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class SignedIn(string[] roles) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(new ClaimsPrincipal(
            new ClaimsIdentity(
                [
                    new Claim(ClaimTypes.NameIdentifier, Guid.NewGuid().ToString()),
                    new Claim(ClaimTypes.Name, "Ada"),
                    .. roles.Select(r => new Claim(ClaimTypes.Role, r)),
                ],
                "test"))));
    }
}

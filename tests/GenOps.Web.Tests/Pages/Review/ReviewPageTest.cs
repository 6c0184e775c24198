using System.Security.Claims;
using Bunit;
using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Desk;
using GenOps.Core.Levers;
using GenOps.Core.Outputs;
using GenOps.Core.Reviews;
using GenOps.Testing;
using GenOps.Testing.Reviews;
using GenOps.Web.Auth;
using GenOps.Web.Components;
using GenOps.Web.Pages.Review;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace GenOps.Web.Tests.Pages.Review;

/// <summary>A page of reviews over a real database, with Ada signed in.</summary>
public abstract class ReviewPageTest : BunitContext, IAsyncLifetime
{
    private TestDatabase? database;

    /// <summary>The rows.</summary>
    protected ReviewScene Scene { get; private set; } = null!;

    /// <summary>The pipeline whose outputs are reviewed.</summary>
    protected virtual string Yaml => ReviewScene.Yaml;

    /// <summary>What the browser's module answers.</summary>
    protected BunitJSModuleInterop Desk { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        Scene = await ReviewScene.OpenAsync(database, Yaml);
        Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddSingleton<TimeProvider>(Scene.Clock);
        Services.AddSingleton(database.Contexts);
        Services.AddGenOpsCommands();
        Services.AddSingleton(Scene.Decide).AddSingleton(Scene.Claim).AddSingleton(Scene.Release).AddSingleton(Scene.Skip);
        Services.AddSingleton(Scene.Changes).AddSingleton<EditCheck>().AddScoped<ReviewSession>();
        Services.AddGenOpsDesk().AddSingleton<UndoReview>();
        Services.AddSingleton<WithdrawOutput>();
        Services.AddSingleton<AuthenticationStateProvider>(new SignedIn(Scene.Ada));
        Services.AddSingleton<ActorAccessor>();
        Services.AddSingleton<PageTicker>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        var module = JSInterop.SetupModule(_ => true);
        module.Mode = JSRuntimeMode.Loose;
        Desk = module.SetupModule("open", _ => true);
        Desk.Mode = JSRuntimeMode.Loose;
        Desk.Setup<int[]>("read").SetResult([90, 30]);
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        if (database is not null) await database.DisposeAsync();
    }

    private sealed class SignedIn(Actor actor) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(new ClaimsPrincipal(
            new ClaimsIdentity(
                [
                    new Claim(ClaimTypes.NameIdentifier, actor.Id!.Value.ToString()),
                    new Claim(ClaimTypes.Name, actor.Name),
                    .. actor.RoleNames.Select(r => new Claim(ClaimTypes.Role, r)),
                ],
                "test"))));
    }
}

using System.Net;
using System.Net.WebSockets;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Web.Auth;
using GenOps.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenOps.Web.Tests.Auth;

/// <summary>What ends a sign-in ends it on the server: kept cookies and open connections are worth nothing from then on.</summary>
public sealed class SignOutTests(ServerWithAdministrator server) : IClassFixture<ServerWithAdministrator>
{
    // How long something that should end at once may take on a machine that has other work, before it counts as never.
    private static readonly TimeSpan Never = TimeSpan.FromSeconds(60);

    private readonly string _email = $"{Guid.NewGuid():N}@example.com";

    private IServiceProvider Services => server.App.Services;

    [Fact]
    public async Task Cookie_ReplayedAfterSignOut_IsRefusedAndOtherSignInsStay()
    {
        await AddAsync();
        using var here = server.NewClient();
        using var there = server.NewClient();
        var kept = await SignInAsync(here);
        var other = await SignInAsync(there);

        using (var signOut = await RunningServer.SubmitAsync(here, "/account/logout")) Assert.Equal(HttpStatusCode.Redirect, signOut.StatusCode);

        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(kept, "/operations/runs"));
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(kept, "/artifacts/0194f000-0000-7000-8000-000000000001"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(kept, "/_blazor/negotiate?negotiateVersion=1", HttpMethod.Post));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(other, "/operations/runs"));
        await using var db = await Services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>().CreateDbContextAsync();
        Assert.True(await db.AuditEntries.AnyAsync(e => e.Action == "user.sign_out" && e.ActorName == _email));
    }

    [Theory]
    [InlineData("lock")]
    [InlineData("role")]
    [InlineData("reset")]
    public async Task Cookie_AfterAnAdministratorsCommand_IsRefusedAtTheNextRequest(string command)
    {
        var id = await AddAsync();
        using var client = server.NewClient();
        var cookie = await SignInAsync(client);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(cookie, "/operations/runs"));

        await EndAsync(command, id);

        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(cookie, "/operations/runs"));
    }

    [Fact]
    public async Task ChangeOwnPassword_Done_KeepsThisBrowserAndEndsTheOthers()
    {
        await AddAsync();
        using var here = server.NewClient();
        using var there = server.NewClient();
        var before = await SignInAsync(here);
        var other = await SignInAsync(there);

        using var changed = await RunningServer.SubmitAsync(
            here, "/account/password", ("Input.Current", RunningServer.Password), ("Input.Next", "walnut ladder comet 7"), ("Input.Repeat", "walnut ladder comet 7"));

        using var mine = await here.GetAsync("/operations/runs");
        Assert.Equal(HttpStatusCode.OK, mine.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(before, "/operations/runs"));
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(other, "/operations/runs"));
    }

    [Theory]
    [InlineData("sign-out")]
    [InlineData("lock")]
    [InlineData("role")]
    [InlineData("reset")]
    public async Task Connection_OpenWhenItsSignInEnds_IsBrokenOffAndNoOther(string command)
    {
        var id = await AddAsync();
        using var here = server.NewClient();
        using var there = server.NewClient();
        using var mine = await ConnectAsync(await SignInAsync(here));
        using var stranger = await ConnectAsync(await SignInAsync(there, RunningServer.Email));

        if (command != "sign-out") await EndAsync(command, id);
        else using (await RunningServer.SubmitAsync(here, "/account/logout")) { }

        await ClosedAsync(mine);
        Assert.Equal(WebSocketState.Open, stranger.State);
        Assert.NotEqual(HttpStatusCode.Redirect, await StatusAsync(await SignInAsync(there, RunningServer.Email), "/operations/runs"));
    }

    [Fact]
    public async Task Look_SignInEndedOnAnotherNode_EndsWhatIsOpenHereUntilItIsGone()
    {
        var id = await AddAsync();
        var book = Services.GetRequiredService<SignInBook>();
        await using var db = await Services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>().CreateDbContextAsync();
        var stamp = (await db.Users.SingleAsync(u => u.Id == id.Value)).SecurityStamp!;
        var signIn = await book.BeginAsync(id, stamp, null, default);
        using var node = new SignInWatch(book, TimeProvider.System, NullLogger<SignInWatch>.Instance);
        var calls = 0;
        var open = node.Add(signIn, () => calls++);

        await node.LookAsync(default);
        Assert.Equal(0, calls);
        await EndAsync("lock", id);
        await node.LookAsync(default);
        await node.LookAsync(default);
        Assert.Equal(2, calls);
        open.Dispose();
        await node.LookAsync(default);

        Assert.Equal((2, 0), (calls, node.Count));
    }

    [Fact]
    public async Task Connection_ByAnApiKey_IsRefused()
    {
        var key = await Services.GetRequiredService<AddApiKey>().ExecuteAsync(Actor.System, new AddApiKeyRequest("circuit", Roles.Auditor), default);
        using var client = server.NewClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", key.Secret);

        using var answer = await client.PostAsync("/_blazor/negotiate?negotiateVersion=1", null);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private Task EndAsync(string command, UserId id) => command switch
    {
        "lock" => Services.GetRequiredService<LockUser>().ExecuteAsync(Actor.System, new LockUserRequest(id, Locked: true), default),
        "role" => Services.GetRequiredService<SetUserRoles>().ExecuteAsync(Actor.System, new SetUserRolesRequest(id, [Roles.Finance]), default),
        _ => Services.GetRequiredService<ResetUserPassword>().ExecuteAsync(Actor.System, id, default),
    };

    private Task<UserId> AddAsync() => Services.GetRequiredService<AddUser>().ExecuteAsync(
        Actor.System, new AddUserRequest { Email = _email, Password = RunningServer.Password, RoleNames = [Roles.Operator] }, default);

    /// <summary>Signs in, and keeps the session's cookie as somebody would who copied it.</summary>
    private async Task<string> SignInAsync(HttpClient client, string? email = null)
    {
        using var answer = await RunningServer.SignInAsync(client, email ?? _email, RunningServer.Password);
        return answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("genops-session=", StringComparison.Ordinal)).Split(';')[0];
    }

    private async Task<HttpStatusCode> StatusAsync(string cookie, string path, HttpMethod? method = null)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(server.Address) };
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        request.Headers.Add("Cookie", cookie);
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    private async Task<ClientWebSocket> ConnectAsync(string cookie)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", cookie);
        await socket.ConnectAsync(new Uri(server.Address.Replace("http", "ws", StringComparison.Ordinal) + "/_blazor"), CancellationToken.None);
        await socket.SendAsync("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        var greeting = await socket.ReceiveAsync(new byte[1024], CancellationToken.None);
        Assert.NotEqual(WebSocketMessageType.Close, greeting.MessageType);
        return socket;
    }

    /// <summary>Returns once the server has broken it off.</summary>
    private static async Task ClosedAsync(ClientWebSocket socket)
    {
        using var limit = new CancellationTokenSource(Never);
        var buffer = new byte[4096];
        try
        {
            while ((await socket.ReceiveAsync(buffer, limit.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (WebSocketException)
        {
            return;
        }
    }
}

using System.Net;
using GenOps.Core.Access;
using GenOps.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Http;

/// <summary>No cache keeps what stands behind the sign-in; assets are kept.</summary>
public sealed class NoStoreTests(ServerWithAdministrator server) : IClassFixture<ServerWithAdministrator>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/finance")]
    [InlineData("/operations/runs")]
    [InlineData("/settings/users")]
    [InlineData("/no/such/page")]
    [InlineData("/account/password")]
    [InlineData("/account/login")]
    [InlineData("/audit/export.csv")]
    [InlineData("/finance/ledger/export.csv")]
    [InlineData("/operations/runs/0194f000-0000-7000-8000-000000000001/log.txt")]
    [InlineData("/artifacts/0194f000-0000-7000-8000-000000000001")]
    [InlineData("/hangfire")]
    public async Task Get_WithASession_IsStoredNowhere(string path)
    {
        using var person = server.NewClient();
        using var signedIn = await RunningServer.SignInAsync(person, RunningServer.Email, RunningServer.Password);
        using var stranger = server.NewClient();

        using var answer = await person.GetAsync(path);
        using var refusal = await stranger.GetAsync(path);

        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Equal("no-store", refusal.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("/api/v1/runs", HttpStatusCode.OK)]
    [InlineData("/api/v1/ledger.csv", HttpStatusCode.OK)]
    [InlineData("/api/v1/runs/0194f000-0000-7000-8000-000000000001", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/nothing", HttpStatusCode.NotFound)]
    public async Task Get_WithAKey_IsStoredNowhere(string path, HttpStatusCode status)
    {
        var key = await server.App.Services.GetRequiredService<AddApiKey>().ExecuteAsync(Actor.System, new AddApiKeyRequest("cache", Roles.Auditor), default);
        using var client = server.NewClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", key.Secret);

        using var answer = await client.GetAsync(path);

        Assert.Equal((status, "no-store"), (answer.StatusCode, answer.Headers.CacheControl?.ToString()));
    }

    [Theory]
    [InlineData("/css/app.css")]
    [InlineData("/_content/MudBlazor/MudBlazor.min.css")]
    [InlineData("/_framework/blazor.web.js")]
    public async Task Get_Asset_MayBeKept(string path)
    {
        using var client = server.NewClient();

        using var answer = await client.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("no-store", answer.Headers.CacheControl?.ToString() ?? "", StringComparison.Ordinal);
        Assert.NotNull(answer.Headers.ETag);
    }
}

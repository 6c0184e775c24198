using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using GenOps.Web.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;

namespace GenOps.Web.Tests.Hosting;

/// <summary>Nothing is open by accident: whoever opens a further address has to write it down here.</summary>
public sealed class AccessTests(RunningServer server) : IClassFixture<RunningServer>
{
    /// <summary>All that answers a caller who is not signed in, besides static assets.</summary>
    // A trigger is called by another system, which signs what it sends.
    private static readonly string[] Open =
        ["/api/v1/triggers/{id}", "/account/login", "/account/logout", "/account/denied", "/setup", "/problem/{Code:int}", "/healthz", "/readyz", "/schemas/pipeline.json", "/openapi/{documentName}.json"];

    private IEnumerable<RouteEndpoint> Endpoints =>
        ((IEndpointRouteBuilder)server.App).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null);

    [Fact]
    public void Endpoints_OpenToAll_AreThoseWrittenDown()
    {
        var open = Endpoints.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(PathOf).Distinct();

        Assert.Empty(open.Except(Open));
    }

    [Fact]
    public void Pages_NotWrittenDownAsOpen_DemandSignIn()
    {
        var pages = typeof(GenOpsWebApplication).Assembly.GetTypes()
            .SelectMany(t => t.GetCustomAttributes<RouteAttribute>(inherit: false).Select(r => (Type: t, r.Template)));

        Assert.All(pages.Where(p => !Open.Contains(p.Template)), page =>
            Assert.True(page.Type.IsDefined(typeof(AuthorizeAttribute), inherit: true), $"{page.Template} lacks [Authorize]"));
    }

    [Fact]
    public async Task Endpoints_NotWrittenDownAsOpen_TurnAwayWhoIsNotSignedIn()
    {
        using var client = server.NewClient();
        foreach (var endpoint in Endpoints.Where(e => !Open.Contains(PathOf(e))))
        {
            var method = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is [var first, ..] ? first : "GET";
            var path = Filled(endpoint);
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            using var response = await client.SendAsync(request);

            Assert.True(IsTurnedAway(response), $"{method} {path} answered {(int)response.StatusCode}");
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/no/such/page")]
    [InlineData("/hangfire")]
    public async Task Request_AnyAddressWithoutSignIn_LeadsToTheSignIn(string path)
    {
        using var client = server.NewClient();
        using var response = await client.GetAsync(path);

        Assert.True(IsTurnedAway(response), $"{path} answered {(int)response.StatusCode}");
    }

    private static bool IsTurnedAway(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.Unauthorized
        || (response.StatusCode == HttpStatusCode.Redirect && response.Headers.Location!.ToString().Contains("/account/login", StringComparison.Ordinal));

    private static string PathOf(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText?.TrimStart('/');

    /// <summary>The endpoint's address with each parameter filled so that its constraint is met.</summary>
    private static string Filled(RouteEndpoint endpoint) => Regex.Replace(PathOf(endpoint), @"\{([^}]*)\}", match =>
        match.Groups[1].Value.Contains(":guid", StringComparison.Ordinal) ? Guid.NewGuid().ToString()
        : match.Groups[1].Value.Contains(":int", StringComparison.Ordinal) ? "1"
        : "x");
}

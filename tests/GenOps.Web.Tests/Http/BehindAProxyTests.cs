using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using GenOps.Web.Hosting;
using GenOps.Web.Tests.Hosting;

namespace GenOps.Web.Tests.Http;

/// <summary>A server whose proxy stands at 127.0.0.2 and that people reach at https://genops.example.com.</summary>
public sealed class ServerBehindAProxy : RunningServer
{
    public const string Host = "genops.example.com";

    public static readonly IPAddress Proxy = IPAddress.Parse("127.0.0.2");

    protected override string[] Settings =>
    [
        "--GENOPS_ADMIN_EMAIL", Email, "--GENOPS_ADMIN_PASSWORD", Password,
        "--GenOps:Proxies", "127.0.0.2, 10.0.0.0/8", "--GenOps:PublicUrl", $"https://{Host}", "--GenOps:AllowedHosts", "*.intern.example",
    ];

    /// <summary>A caller at an address of its own, who says that the request came by TLS to some host.</summary>
    public HttpClient From(IPAddress address, string? forwardedHost, string? host = null)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(address, 0));
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, context.DnsEndPoint.Port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        var client = new HttpClient(new CookiesBeforeTls { InnerHandler = handler }) { BaseAddress = new Uri(Address) };
        if (host is not null) client.DefaultRequestHeaders.Host = host;
        if (forwardedHost is null) return client;
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        client.DefaultRequestHeaders.Add("X-Forwarded-Host", forwardedHost);
        return client;
    }

    /// <summary>Keeps cookies as a browser before the proxy does: by TLS, so secure ones too.</summary>
    private sealed class CookiesBeforeTls : DelegatingHandler
    {
        private readonly Dictionary<string, string> _cookies = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (_cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(c => $"{c.Key}={c.Value}")));
            var answer = await base.SendAsync(request, cancellationToken);
            if (!answer.Headers.TryGetValues("Set-Cookie", out var set)) return answer;
            foreach (var pair in set.Select(c => c.Split(';')[0].Split('=', 2))) _cookies[pair[0]] = pair[1];
            return answer;
        }
    }
}

public sealed class BehindAProxyTests(ServerBehindAProxy server) : IClassFixture<ServerBehindAProxy>
{
    [Fact]
    public async Task Request_ThroughTheStatedProxy_CountsAsAskedByTlsAtThePublicHost()
    {
        using var client = server.From(ServerBehindAProxy.Proxy, ServerBehindAProxy.Host);

        using var stranger = await client.GetAsync("/operations/runs");
        using var signedIn = await RunningServer.SignInAsync(client, RunningServer.Email, RunningServer.Password);

        Assert.StartsWith("https://genops.example.com/account/login", stranger.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.All(signedIn.Headers.GetValues("Set-Cookie"), c => Assert.Contains("; secure", c, StringComparison.OrdinalIgnoreCase));
        Assert.True(signedIn.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Request_WithTheHeadersOfAnUnstatedAddress_IsTakenForWhatItIs()
    {
        using var client = server.From(IPAddress.Loopback, ServerBehindAProxy.Host);

        using var stranger = await client.GetAsync("/operations/runs");
        using var signedIn = await RunningServer.SignInAsync(client, RunningServer.Email, RunningServer.Password);

        Assert.StartsWith(server.Address + "/account/login", stranger.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.All(signedIn.Headers.GetValues("Set-Cookie"), c => Assert.DoesNotContain("secure", c, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Request_ForThePublicHostByAProxyThatSaysNothing_SetsASecureCookie()
    {
        using var client = server.From(IPAddress.Loopback, forwardedHost: null, host: ServerBehindAProxy.Host);

        using var stranger = await client.GetAsync("/operations/runs");

        Assert.StartsWith("https://genops.example.com/account/login", stranger.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("elsewhere.example", false)]
    [InlineData("genops.example.com.elsewhere.example", false)]
    [InlineData("intern.example", false)]
    [InlineData("10.9.8.7", false)]
    [InlineData("genops.example.com", true)]
    [InlineData("GENOPS.example.com:443", true)]
    [InlineData("a.intern.example", true)]
    [InlineData("localhost:5080", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("[::1]:80", true)]
    public async Task Request_ByHost_IsAnsweredAtTheStatedOnesAndThisMachine(string host, bool answered)
    {
        using var client = server.From(IPAddress.Loopback, forwardedHost: null, host);

        using var page = await client.GetAsync("/account/login");
        using var api = await client.GetAsync("/api/v1/me");
        using var probe = await client.GetAsync("/healthz");

        Assert.Equal(answered ? HttpStatusCode.OK : HttpStatusCode.BadRequest, page.StatusCode);
        Assert.Equal(answered ? HttpStatusCode.Unauthorized : HttpStatusCode.BadRequest, api.StatusCode);
        Assert.Equal(HttpStatusCode.OK, probe.StatusCode);
        if (answered) return;
        Assert.Contains("GenOps__AllowedHosts", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("application/problem+json", api.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Request_ThroughTheStatedProxyForAnotherHost_IsRefused()
    {
        using var client = server.From(ServerBehindAProxy.Proxy, "elsewhere.example");

        using var page = await client.GetAsync("/account/login");

        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
    }

    [Theory]
    [InlineData("https://elsewhere.example", false)]
    [InlineData("null", false)]
    [InlineData("http://genops.example.com:8080", false)]
    [InlineData("https://genops.example.com", true)]
    [InlineData("own", true)]
    [InlineData(null, true)]
    public async Task Circuit_ByTheOriginOfItsPage_OpensForOursOnly(string? origin, bool opens)
    {
        using var browser = server.NewClient();
        var cookies = await SignInAsync(browser);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", cookies);
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin == "own" ? server.Address : origin);
        socket.Options.CollectHttpResponseDetails = true;

        var connecting = socket.ConnectAsync(new Uri(server.Address.Replace("http", "ws", StringComparison.Ordinal) + "/_blazor"), CancellationToken.None);

        if (opens) await connecting;
        else await Assert.ThrowsAsync<WebSocketException>(() => connecting);
        Assert.Equal(opens ? HttpStatusCode.SwitchingProtocols : HttpStatusCode.Forbidden, socket.HttpStatusCode);
    }

    [Theory]
    [InlineData("--GenOps:Proxies", "my-proxy", "GenOps__Proxies")]
    [InlineData("--GenOps:PublicUrl", "genops.example.com", "GenOps__PublicUrl")]
    [InlineData("--GenOps:PublicUrl", "https://example.com/genops", "GenOps__PublicUrl")]
    public async Task RunAsync_SettingThatCannotBe_SaysSoInOneLine(string setting, string value, string named)
    {
        var folder = Directory.CreateTempSubdirectory("genops-proxy-");
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        // Were it taken, the server would run until it is stopped.
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(1));

        var code = await GenOpsWebApplication.RunAsync(["--urls", "http://127.0.0.1:0", "--data", folder.FullName, setting, value], output, error, stop.Token);

        folder.Delete(recursive: true);
        Assert.Equal(1, code);
        Assert.Contains(named, Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private static async Task<string> SignInAsync(HttpClient browser)
    {
        using var answer = await RunningServer.SignInAsync(browser, RunningServer.Email, RunningServer.Password);
        return string.Join("; ", answer.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0]));
    }
}

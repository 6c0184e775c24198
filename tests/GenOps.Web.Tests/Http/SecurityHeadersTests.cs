using System.Text.RegularExpressions;
using GenOps.Web.Tests.Hosting;

namespace GenOps.Web.Tests.Http;

public sealed class SecurityHeadersTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Page_Policy_TrustsThisServerAndTheNonceOfTheImportMap()
    {
        using var client = server.NewClient();
        using var response = await client.GetAsync("/account/login");
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        var html = await response.Content.ReadAsStringAsync();

        var nonce = Regex.Match(policy, @"script-src 'self' 'nonce-([^']+)'").Groups[1].Value;
        Assert.NotEqual("", nonce);
        Assert.Contains(nonce, System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Content-Type-Options", "nosniff")]
    [InlineData("X-Frame-Options", "DENY")]
    [InlineData("Referrer-Policy", "same-origin")]
    [InlineData("Cross-Origin-Opener-Policy", "same-origin")]
    public async Task AnyAnswer_Hardening_IsSetOnce(string header, string value)
    {
        using var client = server.NewClient();
        using var response = await client.GetAsync("/account/login");

        Assert.Equal([value], response.Headers.GetValues(header));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("/js/theme.js", "text/javascript")]
    [InlineData("/css/app.css", "text/css")]
    [InlineData("/lib/apexcharts/apexcharts.esm.js", "text/javascript")]
    [InlineData("/lib/fonts/inter-latin-wght-normal.woff2", "font/woff2")]
    [InlineData("/_content/MudBlazor/MudBlazor.min.css", "text/css")]
    public async Task Asset_Served_HasABody(string path, string type)
    {
        using var client = server.NewClient();
        using var response = await client.GetAsync(path);

        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync());
    }
}

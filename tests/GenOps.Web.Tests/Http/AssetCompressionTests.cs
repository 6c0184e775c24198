using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using GenOps.Web.Tests.Hosting;

namespace GenOps.Web.Tests.Http;

/// <summary>What a browser loads first comes compressed.</summary>
public sealed class AssetCompressionTests(ServerWithAdministrator server) : IClassFixture<ServerWithAdministrator>
{
    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task StartPage_EveryAssetItNames_ComesCompressed(string encoding)
    {
        using var client = server.NewClient();
        using var signedIn = await RunningServer.SignInAsync(client, RunningServer.Email, RunningServer.Password);
        var html = await client.GetStringAsync("/");
        var assets = Regex.Matches(html, "(?:src|href)=\"([^\"]+\\.(?:css|js|mjs|svg))\"").Select(m => m.Groups[1].Value)
            .Concat(Regex.Matches(html, "\"\\./([^\"]+\\.js)\"").Select(m => m.Groups[1].Value)).Distinct().ToList();
        Assert.Contains(assets, asset => asset.Contains("MudBlazor.min", StringComparison.Ordinal) && asset.EndsWith(".css", StringComparison.Ordinal));
        Assert.Contains(assets, asset => asset.Contains("blazor.web", StringComparison.Ordinal));

        var plain = new List<string>();
        foreach (var asset in assets)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/" + asset.TrimStart('/'));
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(encoding));
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            answer.EnsureSuccessStatusCode();
            if (!answer.Content.Headers.ContentEncoding.Any(e => e is "br" or "gzip")) plain.Add(asset);
        }

        // The build compresses with gzip only; whoever takes nothing else but Brotli gets that from the server.
        Assert.Empty(plain);
    }

    [Fact]
    public async Task Page_AskedCompressed_StaysPlain()
    {
        using var client = server.NewClient();
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("br, gzip");
        using var answer = await client.GetAsync("/account/login");

        Assert.Empty(answer.Content.Headers.ContentEncoding);
    }
}

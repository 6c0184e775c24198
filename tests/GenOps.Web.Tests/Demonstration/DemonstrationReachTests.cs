using GenOps.Web.Demonstration;
using GenOps.Web.Http;
using Microsoft.Extensions.Configuration;

namespace GenOps.Web.Tests.Demonstration;

public sealed class DemonstrationReachTests
{
    [Theory]
    [InlineData("http://localhost:5080", "http://localhost:5080/", "http://127.0.0.1:0")]
    [InlineData("http://localhost:5080", "http://[::1]:5080/", "http://[::1]:0")]
    [InlineData("http://127.0.0.1:5080", "http://127.0.0.1:5080/", "http://127.0.0.1:0")]
    [InlineData("http://0.0.0.0:5080", "http://genops.lan:5080/", "http://0.0.0.0:0")]
    [InlineData("http://[::]:80", "http://genops.lan/", "http://[::]:0")]
    public void Listen_WhereTheBrowserReachesTheServerItself_IsTheSameAddressAtAFreePort(string listening, string seen, string expected)
    {
        using var server = new ListeningAt(listening);
        var reach = Reach(server);

        Assert.Null(reach.Hindrance(new Uri(seen)));
        Assert.Equal(expected, reach.Listen(new Uri(seen)));
    }

    [Theory]
    [InlineData("http://localhost:8080", "http://localhost:5080/")]
    [InlineData("http://localhost:5080", "https://genops.example.com/")]
    [InlineData("https://localhost:5443", "https://localhost:5443/")]
    public void Hindrance_WhereSomethingStandsBetween_NamesIt(string listening, string seen)
    {
        using var server = new ListeningAt(listening);

        Assert.Contains("another port", Reach(server).Hindrance(new Uri(seen)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GenOps:PublicUrl", "https://genops.example.com")]
    [InlineData("GenOps:Proxies", "127.0.0.1")]
    public void Hindrance_WhereAProxyIsConfigured_NamesIt(string setting, string value)
    {
        using var server = new ListeningAt("http://localhost:5080");

        Assert.Contains("proxy", Reach(server, (setting, value)).Hindrance(new Uri("http://localhost:5080/")), StringComparison.Ordinal);
    }

    private static DemonstrationReach Reach(ListeningAt server, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value)).Build();
        return new DemonstrationReach(PublicAddress.From(configuration), configuration, server);
    }
}

using GenOps.Core.Outbound;

namespace GenOps.Core.Tests.Outbound;

public sealed class OutboundDownloadTests
{
    [Fact]
    public async Task Get_NamedAddress_GivesTheBytes()
    {
        await using var server = LoopbackServer.Start(body: [1, 2, 3]);

        Assert.Equal([1, 2, 3], await GetAsync(server, server));
    }

    [Fact]
    public async Task Get_AddressInsideTheNetwork_IsRefusedOnceAndForAll()
    {
        await using var server = LoopbackServer.Start(body: [1, 2, 3]);
        await using var named = LoopbackServer.Start();

        var refused = await Assert.ThrowsAsync<DownloadFailedException>(() => GetAsync(server, named));

        Assert.Contains("it is this machine itself (loopback)", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task Get_RedirectInside_IsLookedAtAgainAndRefused()
    {
        await using var inner = LoopbackServer.Start(body: [1]);
        await using var outer = LoopbackServer.Start($"HTTP/1.1 302 Found\r\nLocation: http://2130706433:{inner.Port}/latest/meta-data/");

        var refused = await Assert.ThrowsAsync<DownloadFailedException>(() => GetAsync(outer, outer));

        Assert.Contains($"GenOps does not connect to 127.0.0.1:{inner.Port}", refused.Message, StringComparison.Ordinal);
        Assert.Equal((1, 0), (outer.Connections, inner.Connections));
        Assert.Equal([1], await GetAsync(outer, outer, inner));
    }

    [Fact]
    public async Task Get_RedirectWithoutEnd_IsGivenUp()
    {
        await using var server = LoopbackServer.Start("HTTP/1.1 307 Temporary Redirect\r\nLocation: /again");

        Assert.Contains("more than 5 times", (await Assert.ThrowsAsync<DownloadFailedException>(() => GetAsync(server, server))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found", 0, "answered 404")]
    [InlineData("HTTP/1.1 500 Oops", 0, "in 3 tries")]
    [InlineData("HTTP/1.1 200 OK", 3 << 20, "larger than 2 MiB")]
    public async Task Get_NothingUsable_SaysWhy(string head, int size, string reason)
    {
        await using var server = LoopbackServer.Start(head, new byte[size]);

        Assert.Contains(reason, (await Assert.ThrowsAsync<DownloadFailedException>(() => GetAsync(server, server))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://a.example/x", "http://a.example/y")]
    [InlineData("https://a.example/x", "file:///etc/passwd")]
    [InlineData("https://a.example/x", "https://me:secret@b.example/")]
    [InlineData("https://a.example/x", null)]
    public void Next_RedirectToALesserPlace_IsRefused(string from, string? location) =>
        Assert.Throws<DownloadFailedException>(() => OutboundDownload.Next(new Uri(from), location is null ? null : new Uri(location)));

    private static async Task<byte[]> GetAsync(LoopbackServer from, params LoopbackServer[] named)
    {
        using var client = OutboundClient.Naming(named.Select(server => new Uri($"http://127.0.0.1:{server.Port}/")));
        return await new OutboundDownload(client).GetAsync(new Uri($"http://127.0.0.1:{from.Port}/x.png"), 2 << 20, default);
    }
}

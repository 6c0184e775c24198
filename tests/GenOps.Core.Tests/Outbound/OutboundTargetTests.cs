using GenOps.Core.Outbound;

namespace GenOps.Core.Tests.Outbound;

public sealed class OutboundTargetTests
{
    [Theory]
    [InlineData("http://127.0.0.1/x", "127.0.0.1:80")]
    [InlineData("http://2130706433/", "127.0.0.1:80")]
    [InlineData("http://0x7f.1:81/", "127.0.0.1:81")]
    [InlineData("0177.0.0.1:80", "127.0.0.1:80")]
    [InlineData("[::ffff:127.0.0.1]:80", "127.0.0.1:80")]
    [InlineData("[0:0::1]:80", "[::1]:80")]
    [InlineData("https://LocalHost./v1", "localhost:443")]
    [InlineData("ollama:11434", "ollama:11434")]
    [InlineData("my_gpu.lan:8000", "my_gpu.lan:8000")]
    [InlineData("http://bücher.example/", "xn--bcher-kva.example:80")]
    public void TryRead_HowEverItIsSpelled_IsTheSameTarget(string text, string expected)
    {
        Assert.True(OutboundTarget.TryRead(text, out var target));
        Assert.Equal(expected, target.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData("localhost:0")]
    [InlineData("localhost:70000")]
    [InlineData("localhost:80/admin")]
    [InlineData("me@localhost:80")]
    [InlineData("*:80")]
    [InlineData("*.lan:80")]
    [InlineData("10.0.0.0/8:80")]
    public void TryRead_NoHostWithAPort_IsRefused(string? text) => Assert.False(OutboundTarget.TryRead(text, out _));
}

using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers;
using Microsoft.Extensions.Configuration;

namespace GenOps.Core.Tests.Inference.Providers;

public sealed class ProviderConfigurationTests
{
    [Fact]
    public void Read_AllSettings_AreTaken()
    {
        var settings = Assert.Single(Read(
            ("acme:BaseUrl", "https://acme.example/v1/"), ("acme:ApiKey", "k"), ("acme:Models:Small", "s"), ("acme:Models:image", "i"),
            ("acme:LookUp", "true"), ("acme:Idempotent", "1"), ("acme:Streaming", "on"), ("acme:TimeoutSeconds", "30"), ("acme:InDoubt", "hold")));

        Assert.Equal("acme", settings.Name);
        Assert.Equal("https://acme.example/v1", settings.BaseUrl.ToString());
        Assert.Equal("k", settings.ApiKey);
        Assert.Equal("s", settings.Models[Tier.Small]);
        Assert.Equal("i", settings.Models[Tier.Image]);
        Assert.Equal(new ProviderCapabilities(true, true), settings.Capabilities);
        Assert.True(settings.Streaming);
        Assert.Equal(TimeSpan.FromSeconds(30), settings.Timeout);
        Assert.Equal(InDoubtPolicy.Hold, settings.InDoubtPolicy);
    }

    [Fact]
    public void Read_OnlyTheNeedful_HasDefaults()
    {
        var settings = Assert.Single(Read(("OPENAI:Models:Standard", "gpt-5-mini")));

        Assert.Equal("openai", settings.Name);
        Assert.Equal("https://api.openai.com/v1", settings.BaseUrl.ToString());
        Assert.Null(settings.ApiKey);
        Assert.Equal(TimeSpan.FromSeconds(120), settings.Timeout);
        Assert.Null(settings.InDoubtPolicy);
        Assert.Equal(new ProviderCapabilities(false, false), settings.Capabilities);
    }

    [Fact]
    public void Read_Nothing_IsEmpty() => Assert.Empty(Read());

    [Theory]
    [InlineData("BaseUrl", "", "BaseUrl: It is missing.")]
    [InlineData("BaseUrl", "localhost:11434", "no plain http or https address")]
    [InlineData("BaseUrl", "ftp://x", "no plain http or https address")]
    [InlineData("BaseUrl", "https://me:secret@x/v1", "no plain http or https address")]
    [InlineData("BaseUrl", "https://x/v1/chat/completions", "ends in the path of one call")]
    [InlineData("TimeoutSeconds", "soon", "'soon' is no whole number")]
    [InlineData("TimeoutSeconds", "0", "out of range")]
    [InlineData("LookUp", "maybe", "neither true nor false")]
    [InlineData("InDoubt", "pray", "Use one of Hold, Fail, Resubmit")]
    [InlineData("Models:Huge", "x", "Use one of Small, Standard, Frontier, Image")]
    [InlineData("ApiKey", "a b", "space")]
    [InlineData("Modells", "x", "There is no such setting")]
    public void Read_WrongSetting_IsNamedWithTheCure(string setting, string value, string message)
    {
        (string, string)[] good = [("acme:BaseUrl", "https://x/v1"), ("acme:Models:Small", "s")];
        var wrong = Assert.Throws<ProviderConfigurationException>(() => Read([.. good.Where(pair => pair.Item1 != "acme:" + setting), ("acme:" + setting, value)]));

        Assert.Contains(message, wrong.Message);
        Assert.Contains("GenOps__Providers__acme__", wrong.Message);
    }

    [Fact]
    public void Read_SeveralProblems_AreAllListed()
    {
        var wrong = Assert.Throws<ProviderConfigurationException>(() => Read(("sandbox:BaseUrl", "x"), ("b_d:Models:Small", "s")));

        Assert.True(wrong.Problems.Count >= 4, wrong.Message);
        Assert.Contains("The sandbox is built in", wrong.Message);
        Assert.Contains("cannot be a name", wrong.Message);
    }

    private static IReadOnlyList<ProviderSettings> Read(params (string Key, string Value)[] settings) => ProviderConfiguration.Read(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create("GenOps:Providers:" + pair.Key, (string?)pair.Value)))
            .Build());
}

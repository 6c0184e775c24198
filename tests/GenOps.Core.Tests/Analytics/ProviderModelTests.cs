using GenOps.Core.Analytics;

namespace GenOps.Core.Tests.Analytics;

public sealed class ProviderModelTests
{
    [Theory]
    [InlineData("openai", "gpt-4o", "openai/gpt-4o", "openai/gpt-4o")]
    [InlineData("router", "meta/llama-4", "router/meta/llama-4", "router/meta/llama-4")]
    [InlineData("search", "", "search/", "search/")]
    [InlineData("", "", "none", "no model")]
    public void ToString_AnyPart_ReadsBackTheSame(string provider, string model, string text, string label)
    {
        var part = new ProviderModel(provider, model);

        Assert.Equal((text, label), (part.ToString(), part.Label));
        Assert.Equal(part, ProviderModel.Read(text));
    }

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData("/")]
    [InlineData("")]
    public void Read_NoModelOfAProvider_IsNull(string text) => Assert.Null(ProviderModel.Read(text));
}

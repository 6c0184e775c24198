using GenOps.Core.Pricing;

namespace GenOps.Core.Tests.Pricing;

public sealed class ServiceTiersTests
{
    [Theory]
    [InlineData("", "standard")]
    [InlineData("default", "standard")]
    [InlineData("standard", "standard")]
    [InlineData("auto", "standard")]
    [InlineData("on_demand", "standard")]
    [InlineData(" Flex ", "flex")]
    [InlineData("priority", "priority")]
    [InlineData("scale", "scale")]
    [InlineData("brand-new", "brand-new")]
    public void KeyOf_WordOfAnAnswer_IsTheTierThatPricesIt(string named, string key) => Assert.Equal(key, ServiceTiers.KeyOf(named));
}

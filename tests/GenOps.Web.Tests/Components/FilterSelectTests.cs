using Bunit;
using GenOps.Web.Components;

namespace GenOps.Web.Tests.Components;

public sealed class FilterSelectTests : BunitContext
{
    [Theory]
    [InlineData("gone", "All|Alpha|gone")]
    [InlineData("alpha", "All|Alpha")]
    [InlineData(null, "All|Alpha")]
    public void Value_OfAnAddress_IsAlwaysAmongTheChoices(string? value, string choices)
    {
        var select = Render<FilterSelect>(p => p.Add(f => f.Label, "Pipeline").Add(f => f.Value, value).Add(f => f.Options, [("alpha", "Alpha")]));

        Assert.Equal(choices.Split('|'), select.FindAll("option").Select(o => o.TextContent));
    }
}

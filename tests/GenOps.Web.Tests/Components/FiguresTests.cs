using Bunit;
using GenOps.Core;
using GenOps.Web.Components;
using GenOps.Web.Words;

namespace GenOps.Web.Tests.Components;

public sealed class FiguresTests : BunitContext
{
    [Fact]
    public void MoneyText_SmallAmount_KeepsItsDigitsAndTellsTheExactOne()
    {
        var money = Render<MoneyText>(p => p.Add(m => m.Value, new Money(42_123))).Find("span");

        Assert.Equal("$0.0000421", money.TextContent);
        Assert.Equal("0.000042123 USD (42,123 nano-USD)", money.GetAttribute("title"));
    }

    [Fact]
    public void MoneyText_NoAmount_SaysWhy()
    {
        var money = Render<MoneyText>(p => p.Add(m => m.Value, null).Add(m => m.Reason, "no price is known"));

        Assert.Contains("—", money.Markup, StringComparison.Ordinal);
        Assert.Contains("no price is known", money.Find("span").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void MoneyModeBadge_Sandbox_IsMarkedAndLiveIsNot()
    {
        Assert.Contains("Sandbox", Render<MoneyModeBadge>(p => p.Add(b => b.Mode, MoneyMode.Sandbox)).Markup, StringComparison.Ordinal);
        Assert.Equal("", Render<MoneyModeBadge>(p => p.Add(b => b.Mode, MoneyMode.Live)).Markup.Trim());
    }

    [Fact]
    public void Stat_WithDrillDown_IsALinkNamedByItsLabelAndItsValue()
    {
        var stat = Render<Stat>(p => p.Add(s => s.Label, "Cost per output").Add(s => s.Href, "/finance/rows").AddChildContent("$4.21"));
        var link = stat.Find("a");

        Assert.Equal("/finance/rows", link.GetAttribute("href"));
        var name = string.Join(' ', link.GetAttribute("aria-labelledby")!.Split(' ').Select(id => stat.Find($"[id='{id}']").TextContent));
        Assert.Equal("Cost per output $4.21", name);
        Assert.Equal("$4.21", link.TextContent);
    }

    [Theory]
    [InlineData("InDoubt", "In doubt", Tone.Warning)]
    [InlineData("Running", "Running", Tone.Info)]
    [InlineData("Approved", "Approved", Tone.Success)]
    [InlineData("WrittenOff", "Written off", Tone.Error)]
    [InlineData("Cancelled", "Cancelled", Tone.Neutral)]
    public void StateTones_AState_HasWordsAndTone(string state, string words, Tone tone)
    {
        Assert.Equal(words, StateTones.Words(state));
        Assert.Equal(tone, StateTones.Of(state));
    }
}

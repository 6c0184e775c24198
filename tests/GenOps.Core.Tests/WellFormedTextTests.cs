using System.Text;
using System.Text.RegularExpressions;

namespace GenOps.Core.Tests;

public sealed class WellFormedTextTests
{
    // Written as escapes: what runs the tests would not hand on half of a character.
    [Theory]
    [InlineData("", true)]
    [InlineData(@"Gr\u00FC\u00DFe, \uD83D\uDE00 and \u200B", true)]
    [InlineData(@"a\u0000b", false)]
    [InlineData(@"\uD83D", false)]
    [InlineData(@"\uDE00\uD83D", false)]
    [InlineData(@"\uD83D\uDE00\uD83D", false)]
    public void ProblemOf_Text_IsToldWhereADatabaseCouldNotKeepIt(string text, bool isGood) =>
        Assert.Equal(isGood, WellFormedText.ProblemOf(Regex.Unescape(text)) is null);

    [Theory]
    [InlineData("""{"a":{"b":["x",{"c":"\ud800"}]}}""", "a.b.c")]
    [InlineData("""{"a":{"b":1},"d":"\u0000"}""", "d")]
    [InlineData("""["\udc00"]""", "body")]
    [InlineData("""{"a":{"\ud800":1}}""", "a")]
    public void DemandJson_OneTextIsNot_NamesIt(string json, string field) =>
        Assert.Equal(field, Assert.Single(Assert.Throws<InvalidInputException>(() => WellFormedText.DemandJson(Encoding.UTF8.GetBytes(json))).Problems).Field);

    [Fact]
    public void DemandJson_AllIsWell_LetsItPass() => WellFormedText.DemandJson("""{"a":["\ud83d\ude00 \n \\u0000"],"b":{"c":null}}"""u8);

    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(2, 25, false)]
    [InlineData(2, 26, true)]
    [InlineData(0, 26, false)]
    [InlineData(int.MaxValue, 26, false)]
    public void Before_Page_IsRefusedByNameWhereThereIsNone(int page, int total, bool isThere)
    {
        if (isThere) Assert.Equal((page - 1) * 25, ListPages.Before(page, 25, total));
        else Assert.Equal("page", Assert.Throws<InvalidInputException>(() => ListPages.Before(page, 25, total)).Problems[0].Field);
    }
}

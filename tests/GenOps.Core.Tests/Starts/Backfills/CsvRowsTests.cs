using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Starts.Backfills;

namespace GenOps.Core.Tests.Starts.Backfills;

public sealed class CsvRowsTests
{
    [Theory]
    [InlineData("a,b\n1,2", "a|b / 1|2")]
    [InlineData("\uFEFFa;b\r\n1,5;2\r\n", "a|b / 1,5|2")]
    [InlineData("a,b\n\"x, \"\"y\"\"\",2\n\n\"p\nq\",", "a|b / x, \"y\"|2 / p~q|")]
    [InlineData("a\n1\n2", "a / 1 / 2")]
    [InlineData("a,b\n\"\"x,\"c\"d", "a|b / x|cd")]
    public void Read_Text_GivesItsRows(string text, string expected) =>
        Assert.Equal(expected, string.Join(" / ", CsvRows.Read(text).Select(r => string.Join('|', r.Fields))).Replace('\n', '~'));

    [Fact]
    public void Read_LineNumbers_CountLinesInsideQuotes() => Assert.Equal([1, 2, 4], CsvRows.Read("a\n\"p\nq\"\nr").Select(r => r.Line));

    [Theory]
    [InlineData("a,b\n\"1,2", "never closed")]
    [InlineData("a,b\n1", "1 fields")]
    [InlineData("a,a\n1,2", "twice")]
    [InlineData("", "no first row")]
    public void Csv_ThatCannotBeRead_SaysWhere(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<InvalidInputException>(() => BackfillSource.Csv(text)).Message);

    [Fact]
    public void Csv_Rows_BecomeInputsByName()
    {
        var item = Assert.Single(BackfillSource.Csv("notes,product\n\"a, b\",Harbour").Items);

        Assert.Equal(new InputValue.Text("a, b"), item.Values["notes"]);
        Assert.Equal(new InputValue.Text("Harbour"), item.Values["product"]);
    }
}

using System.Text;
using GenOps.Core.Publishing;

namespace GenOps.Core.Tests.Publishing;

public sealed class CsvTableTests
{
    [Theory]
    [InlineData("""{"a":"=1+1"}""", "'=1+1")]
    [InlineData("""{"a":"+49 30 1"}""", "'+49 30 1")]
    [InlineData("""{"a":"-5.20"}""", "-5.20")]
    [InlineData("""{"a":-5.20}""", "-5.20")]
    [InlineData("""{"a":"@SUM(A1)"}""", "'@SUM(A1)")]
    [InlineData("""{"a":"x,\"y\""}""", "\"x,\"\"y\"\"\"")]
    [InlineData("""{"a":[1,{"b":2}]}""", "\"[1,{\"\"b\"\":2}]\"")]
    [InlineData("""{"a":true}""", "true")]
    [InlineData("""{"a":null}""", "")]
    [InlineData("""{"a":"two\nlines"}""", "\"two\nlines\"")]
    public void Write_OfOneValue_IsQuotedAndGuarded(string json, string expected) =>
        Assert.Equal($"a\r\n{expected}\r\n", Text(CsvTable.Rows(json)!));

    [Fact]
    public void Write_OfUnlikeRows_HasTheUnionOfKeysWithNestedOnesDotted()
    {
        var rows = CsvTable.Rows("""[{"id":1,"by":{"name":"A"}},{"id":2,"sum":3}]""")!;

        Assert.Equal("id,by.name,sum\r\n1,A,\r\n2,,3\r\n", Text(rows));
    }

    [Theory]
    [InlineData("[1,2]")]
    [InlineData("\"text\"")]
    [InlineData("{broken")]
    public void Rows_OfWhatIsNoObject_AreNone(string json) => Assert.Null(CsvTable.Rows(json));

    private static string Text(IReadOnlyList<IReadOnlyDictionary<string, string>> rows) =>
        Encoding.UTF8.GetString(CsvTable.Write(rows)).TrimStart('\uFEFF');
}

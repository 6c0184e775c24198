using System.Text;
using GenOps.Core.Publishing;

namespace GenOps.Core.Tests.Publishing;

public sealed class PublishNamesTests
{
    [Theory]
    [InlineData("post.md", "post.md")]
    [InlineData("../../etc/passwd", "-..-etc-passwd")]
    [InlineData("..", "unnamed")]
    [InlineData(".hidden", "hidden")]
    [InlineData("a\0b\nc", "a-b-c")]
    [InlineData("C:\\x|y?.txt", "C--x-y-.txt")]
    [InlineData("con.txt", "_con.txt")]
    [InlineData("name. . ", "name")]
    [InlineData("\u202Egnp.exe", "-gnp.exe")]
    [InlineData("", "unnamed")]
    [InlineData("Grüße 🎉.md", "Grüße 🎉.md")]
    public void Segment_OfAnyName_IsOneSafeSegment(string name, string expected) => Assert.Equal(expected, PublishNames.Segment(name));

    [Fact]
    public void Segment_OfALongName_IsShortenedWithItsExtension()
    {
        var segment = PublishNames.Segment(new string('ü', 500) + ".md");

        Assert.EndsWith(".md", segment, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(segment), 100, 120);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("/etc/../spring", "etc/spring")]
    [InlineData("a\\..\\..\\b/ ./c", "a/b/c")]
    public void SubFolder_OfAnyPath_StaysBelow(string? path, string expected) =>
        Assert.Equal(expected.Replace('/', Path.DirectorySeparatorChar), PublishNames.SubFolder(path));

    [Fact]
    public void Unique_OfNamesThatDifferInCaseOnly_NumbersThem() =>
        Assert.Equal(["a.txt", "A-2.txt", "a-3.txt"], PublishNames.Unique(["a.txt", "A.txt", "a.txt"]));
}

using Bunit;
using GenOps.Web.Pages.Review;

namespace GenOps.Web.Tests.Pages.Review;

public sealed class MarkdownBlocksTests : BunitContext
{
    [Fact]
    public void Read_OfAllKinds_KeepsOrderAndStructure()
    {
        var blocks = MarkdownBlocks.Read("# Title #\nOne\ntwo\n\n- a\n* b\n1. c\n> d\n***\n```js\n# no title\n```\n## Last");

        Assert.Equal(
            [
                new(MarkdownKind.Heading, "Title", 1), new(MarkdownKind.Paragraph, "One\ntwo"), new(MarkdownKind.Bullet, "a"),
                new(MarkdownKind.Bullet, "b"), new(MarkdownKind.Numbered, "c"), new(MarkdownKind.Quote, "d"), new(MarkdownKind.Rule, ""),
                new(MarkdownKind.Code, "# no title"), new(MarkdownKind.Heading, "Last", 2),
            ],
            blocks);
    }

    [Theory]
    [InlineData("a **b** c", "a |strong:b| c")]
    [InlineData("a *b* and 2*3*4", "a |em:b| and 2*3*4")]
    [InlineData("`x*y*z` _w_ snake_case_name", "code:x*y*z| |em:w| snake_case_name")]
    [InlineData("[bank](https://evil.example)", "bank (https://evil.example)")]
    [InlineData("![pic](a.png)", "pic (a.png)")]
    [InlineData("**open", "**open")]
    public void Spans_OfInlineMarks_ShowTextAndAddress(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', MarkdownBlocks.Spans(text).Select(s => s.Mark.Length == 0 ? s.Text : $"{s.Mark}:{s.Text}")));

    [Fact]
    public void MarkdownText_WithHtml_ShowsItAsText()
    {
        var view = Render<MarkdownText>(p => p.Add(m => m.Text, "Hi <script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))"));

        Assert.Empty(view.FindAll("script, img, a"));
        Assert.Contains("<script>alert(1)</script>", view.Find("p").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void JsonFields_OfNestedValues_AreAFieldTable()
    {
        var view = Render<JsonFields>(p => p.Add(j => j.Text, """{"sum":12.50,"lines":[{"name":"<b>x</b>"}],"note":null,"tags":[]}"""));

        Assert.Equal(["sum", "lines", "name", "note", "tags"], view.FindAll("dt").Select(d => d.TextContent));
        Assert.Empty(view.FindAll("b"));
        Assert.Equal("12.50", view.Find("dd").TextContent.Trim());
    }

    [Fact]
    public void JsonFields_OfBrokenJson_ShowItAsItIs() =>
        Assert.Equal("{broken", Render<JsonFields>(p => p.Add(j => j.Text, "{broken")).Find("pre").TextContent);

    [Fact]
    public void DiffView_OfAUnifiedDiff_MarksWhatCameAndWent()
    {
        var view = Render<DiffView>(p => p.Add(d => d.Text, "--- a\n+++ a\n@@ -1 +1 @@\n-old\n+new\n same\n"));

        Assert.Equal(["file", "file", "place", "minus", "plus", ""], view.FindAll("span").Select(s => s.ClassName ?? ""));
    }
}

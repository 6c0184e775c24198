using GenOps.Core.Inference.Providers.Sandbox.Reading;

namespace GenOps.Core.Tests.Inference.Providers.Sandbox.Reading;

public sealed class ReadingTests
{
    [Theory]
    [InlineData("1,176.00", 1176)]
    [InlineData("1.176,50", 1176.5)]
    [InlineData("1,176", 1176)]
    [InlineData("98.00", 98)]
    [InlineData("3,5", 3.5)]
    [InlineData("0.125", 0.125)]
    [InlineData("-9.60", -9.6)]
    [InlineData("1 234 567", 1234567)]
    [InlineData("1'234.5", 1234.5)]
    public void Parse_Number_HoweverWritten(string text, double number) => Assert.Equal((decimal)number, Figures.Parse(text));

    [Theory]
    [InlineData("2026-10-28")]
    [InlineData("28.10.2026")]
    [InlineData("28/10/2026")]
    [InlineData("10/28/2026")]
    [InlineData("28 October 2026")]
    [InlineData("October 28, 2026")]
    [InlineData("28. Okt. 2026")]
    [InlineData("Wed, 28 Oct 2026 09:12:00")]
    public void Dates_Date_HoweverWritten(string text) => Assert.Equal([new DateOnly(2026, 10, 28)], Figures.Dates(text));

    [Theory]
    [InlineData("2026-13-01")]
    [InlineData("31.02.2026")]
    [InlineData("version 3.4.0")]
    public void Dates_NoDate_IsNone(string text) => Assert.Empty(Figures.Dates(text));

    [Fact]
    public void Read_Markdown_GivesTitledBlocks()
    {
        var document = Document.Read("notes", "# Top\n\n- **Swap requests.** Two can trade. It is\n  quick, e.g. today.\n- Plain `item`\n\nA [link](http://x).");

        Assert.Equal(["Top"], document.Headings);
        Assert.Equal(["Swap requests", "", ""], document.Blocks.Select(block => block.Title));
        Assert.Equal(["Two can trade.", "It is quick, e.g. today."], document.Blocks[0].Sentences);
        Assert.Equal("Plain item", document.Blocks[1].Text);
        Assert.Equal("A link.", document.Blocks[2].Text);
        Assert.Equal([true, true, false], document.Blocks.Select(block => block.IsItem));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\u0001")]
    [InlineData("****")]
    [InlineData("|||\n---")]
    [InlineData("????")]
    public void Read_NoText_IsEmpty(string text) => Assert.Empty(Document.Read("x", text).Blocks);

    [Fact]
    public void Of_Columns_GivesPositionsWithoutTotals()
    {
        var items = LineItems.Of("Pos  Item        Qty   Price   Amount\n1    Beech logs   12.0   98.00   1,176.00\nNet total                 1,176.00\nCredit, returned           -  6.00");

        Assert.Equal([new("Beech logs", 12, 98, 1176), new LineItem("Credit, returned", 1, -6, -6)], items);
    }

    [Fact]
    public void Newest_HistoryOfReleases_IsTheFirstOne()
    {
        var document = Document.Read("notes", "# Changelog\n\n## 1.2.0\n### Added\n- Dark mode for all pages (#12)\n\n## 1.1.0\n- Export as PDF\n");

        Assert.Equal(["Dark mode for all pages"], document.Newest.Select(block => block.Text));
    }

    [Fact]
    public void Read_OneParagraph_HasASentenceForEachPoint() => Assert.Equal(
        ["You can plan posts.", "Drafts are kept.", "A crash is gone."],
        Document.Read("notes", "You can plan posts. Drafts are kept. A crash is gone.").Blocks.Select(block => block.Text));
}

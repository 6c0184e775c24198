using GenOps.Core.Pipelines.Definitions;
using GenOps.Web.Pages.Pipelines;

namespace GenOps.Web.Tests.Pages.Pipelines;

public sealed class DiffExcerptTests
{
    [Fact]
    public void Of_OneChangeInALongText_KeepsThreeLinesAround()
    {
        var before = string.Join('\n', Enumerable.Range(1, 30));
        var after = before.Replace("15", "fifteen", StringComparison.Ordinal);

        var shown = DiffExcerpt.Of(DefinitionDiff.Between(before, after));

        Assert.Equal([null, "12", "13", "14", "15", "fifteen", "16", "17", "18", null], shown.Select(l => l?.Text));
    }

    [Fact]
    public void Of_EqualTexts_ShowsNothing() => Assert.Empty(DiffExcerpt.Of(DefinitionDiff.Between("a\nb", "a\nb")));
}

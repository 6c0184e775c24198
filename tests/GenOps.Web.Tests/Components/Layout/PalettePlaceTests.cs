using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Web.Components.Layout;

namespace GenOps.Web.Tests.Components.Layout;

public sealed class PalettePlaceTests
{
    private static readonly IReadOnlyList<PalettePlace> Places = PalettePlace.All(
        new Actor(Guid.NewGuid(), "somebody", new HashSet<string> { Roles.Admin }),
        [new PipelineChoice(new PipelineId(Guid.NewGuid()), "release-announcement"), new PipelineChoice(new PipelineId(Guid.NewGuid()), "runs-digest")]);

    [Theory]
    [InlineData("led", "/finance/ledger")]
    [InlineData("LEDGER", "/finance/ledger")]
    [InlineData("ann", "/pipelines/release-announcement")]
    [InlineData("pipeline rel", "/pipelines/release-announcement")]
    [InlineData("settings people", "/settings/users")]
    public void Find_Words_FindsThePlaceFirst(string typed, string href) =>
        Assert.Equal(href, PalettePlace.Find(Places, typed)[0].Href);

    [Fact]
    public void Find_BeginOfSeveralNames_KeepsPagesBeforePipelines() =>
        Assert.Equal(["/operations/runs", "/pipelines/runs-digest"], PalettePlace.Find(Places, "runs").Select(p => p.Href));

    [Fact]
    public void Find_Nothing_OffersTheFirst() =>
        Assert.Equal(Places.Take(PalettePlace.Most), PalettePlace.Find(Places, "  "));

    [Fact]
    public void Find_UnknownWord_FindsNone() =>
        Assert.Empty(PalettePlace.Find(Places, "ledger zebra"));

    [Fact]
    public void All_OfAReviewer_HasNoPageThatHeMayNotOpen() =>
        Assert.DoesNotContain(
            PalettePlace.All(new Actor(Guid.NewGuid(), "somebody", new HashSet<string> { Roles.Reviewer }), []),
            p => p.Href.StartsWith("/settings", StringComparison.Ordinal) || p.Href.StartsWith("/finance", StringComparison.Ordinal));
}

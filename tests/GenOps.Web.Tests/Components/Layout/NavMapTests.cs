using GenOps.Core.Access;
using GenOps.Web.Components.Layout;

namespace GenOps.Web.Tests.Components.Layout;

public sealed class NavMapTests
{
    public static TheoryData<string> EachRole => [.. Roles.All];

    [Fact]
    public void For_Admin_ShowsEverything() =>
        Assert.Equal(NavMap.Groups.Sum(g => g.Entries.Count), NavMap.For(WithRoles(Roles.Admin)).Sum(g => g.Entries.Count));

    [Fact]
    public void For_Reviewer_ShowsTheQueueAndNoSettings()
    {
        var entries = AllOf(WithRoles(Roles.Reviewer));

        Assert.Contains("/review", entries);
        Assert.DoesNotContain(entries, e => e.StartsWith("/settings", StringComparison.Ordinal) || e.StartsWith("/finance", StringComparison.Ordinal));
    }

    [Fact]
    public void For_NoRole_ShowsNothing()
    {
        Assert.Empty(NavMap.For(WithRoles()));
        Assert.Empty(NavMap.Daily(WithRoles()));
        Assert.Equal("/", NavMap.LandingOf(WithRoles()));
    }

    [Theory]
    [MemberData(nameof(EachRole))]
    public void Daily_OfARole_AreSevenAtMostThatItMayOpen(string role)
    {
        var actor = WithRoles(role);
        var entries = NavMap.Daily(actor).Select(e => e.Href).ToList();

        Assert.InRange(entries.Count, 1, NavMap.MostDaily);
        Assert.Subset(AllOf(actor).ToHashSet(), entries.ToHashSet());
    }

    [Theory]
    [InlineData(Roles.Operator, "/operations")]
    [InlineData(Roles.Finance, "/finance")]
    [InlineData(Roles.Reviewer, "/review")]
    [InlineData(Roles.Auditor, "/audit")]
    public void LandingOf_ARole_IsTheFirstOfItsEntries(string role, string landing)
    {
        Assert.Equal(landing, NavMap.LandingOf(WithRoles(role)));
        Assert.Equal(landing, NavMap.Daily(WithRoles(role))[0].Href);
    }

    [Fact]
    public void Daily_OfAnAdministrator_HasAPageOfEachRole() =>
        Assert.Subset(
            NavMap.Daily(WithRoles([.. Roles.All])).Select(e => e.Href).ToHashSet(),
            new HashSet<string> { "/operations", "/finance", "/review", "/operations/alerts" });

    [Fact]
    public void Daily_OfTwoRoles_BeginsWithThePageOfEach()
    {
        var entries = NavMap.Daily(WithRoles(Roles.Reviewer, Roles.Finance)).Select(e => e.Href).ToList();

        Assert.Equal(["/finance", "/review"], entries.Take(2));
        Assert.Equal(NavMap.MostDaily, entries.Distinct().Count());
    }

    private static List<string> AllOf(Actor actor) => [.. NavMap.For(actor).SelectMany(g => g.Entries).Select(e => e.Href)];

    private static Actor WithRoles(params string[] roles) => new(Guid.NewGuid(), "somebody", roles.ToHashSet());
}

using GenOps.Core.Access;
using GenOps.Web.Components.Layout;

namespace GenOps.Web.Tests.Components.Layout;

public sealed class NavMapTests
{
    [Fact]
    public void For_Admin_ShowsEverything() =>
        Assert.Equal(NavMap.Groups.Sum(g => g.Entries.Count), NavMap.For(WithRole(Roles.Admin)).Sum(g => g.Entries.Count));

    [Fact]
    public void For_Reviewer_ShowsTheQueueAndNoSettings()
    {
        var entries = NavMap.For(WithRole(Roles.Reviewer)).SelectMany(g => g.Entries).Select(e => e.Href).ToList();

        Assert.Contains("/review", entries);
        Assert.DoesNotContain(entries, e => e.StartsWith("/settings", StringComparison.Ordinal) || e.StartsWith("/finance", StringComparison.Ordinal));
    }

    [Fact]
    public void For_NoRole_ShowsNothing() =>
        Assert.Empty(NavMap.For(new Actor(Guid.NewGuid(), "nobody", new HashSet<string>())));

    private static Actor WithRole(string role) => new(Guid.NewGuid(), role, new HashSet<string> { role });
}

using GenOps.Web.Pages.Audit;

namespace GenOps.Web.Tests.Pages.Audit;

public sealed class AuditLinksTests
{
    private static readonly Dictionary<string, string> Pipelines = new() { ["7"] = "announce" };

    [Theory]
    [InlineData("run", "1", "/operations/runs/1")]
    [InlineData("pipeline", "7", "/pipelines/announce")]
    [InlineData("pipeline", "8", null)]
    [InlineData("call", "a/b", "/calls/a%2Fb")]
    [InlineData("budget", "1", "/finance/budgets/1")]
    [InlineData("backfill", "1", "/backfills/1")]
    [InlineData("unheard-of", "1", null)]
    public void Of_Object_LeadsToItsPage(string type, string id, string? href) => Assert.Equal(href, AuditLinks.Of(type, id, Pipelines));
}

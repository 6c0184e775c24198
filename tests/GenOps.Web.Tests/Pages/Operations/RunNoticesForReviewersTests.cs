using Bunit;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Desk.Runs;
using GenOps.Web.Pages.Operations;
using GenOps.Web.Tests.Pages.Pipelines;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Pages.Operations;

public sealed class RunNoticesForReviewersTests : PipelinePageTest
{
    public RunNoticesForReviewersTests() => Services.AddSingleton<RunDetailQuery>();

    protected override string[] RoleNames => [Roles.Reviewer];

    [Fact]
    public async Task Notices_OfABudgetsHold_LeadNobodyToWhatTheyMayNotRead()
    {
        await using var db = Open();
        var id = await WaitingRuns.AddItemsAsync(db, 2, Id.New<BudgetId>());
        var run = (await Services.GetRequiredService<RunDetailQuery>().FindAsync(Actor.System, id, CancellationToken.None))!;

        var notices = Render<RunNotices>(p => p.Add(n => n.Run, run));

        Assert.Contains("2 items of answer wait for a budget", notices.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("/finance/", notices.Markup, StringComparison.Ordinal);
    }
}

using Bunit;
using GenOps.Core.Desk.Reviews;
using GenOps.Web.Pages.Review;

namespace GenOps.Web.Tests.Pages.Review;

public sealed class ReviewEvidenceTests : ReviewPageTest
{
    [Fact]
    public async Task Render_AScoreByFormula_FoldsTheFormulaAwayFromTheReasons()
    {
        var task = await Scene.FlagAsync();
        var detail = (await new ReviewDetailQuery(Scene.Database.Contexts, Scene.Clock).FindAsync(Scene.Ada, task.Id, CancellationToken.None))!;

        var evidence = Render<ReviewEvidence>(p => p.Add(e => e.Detail, detail with
        {
            Judgements = [new Judgement("check", 0.6, [], ["Too short."], "sandbox/sandbox-standard", "0.6 × one + 0.4 × other")],
        }));

        var fold = evidence.Find("details");
        Assert.False(fold.HasAttribute("open"));
        Assert.Equal("How is this scored?", fold.QuerySelector("summary")!.TextContent);
        Assert.Contains("0.6 × one", fold.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(evidence.FindAll("li"), item => item.TextContent.Contains('×', StringComparison.Ordinal));
    }
}

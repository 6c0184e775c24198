using System.Text;
using System.Text.Json;
using GenOps.Core.Access;
using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Desk.Reviews;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Providers.Sandbox;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using GenOps.Testing;
using GenOps.Testing.Reviews;

namespace GenOps.Core.Tests.Desk.Reviews;

public abstract class ReviewQueriesTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private ReviewScene scene = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        scene = await ReviewScene.OpenAsync(Database);
    }

    [Fact]
    public async Task Queue_WithOpenReviews_IsOldestFirstWithReasonAndClaim()
    {
        var first = await scene.FlagAsync(item: 0);
        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await scene.FlagAsync(item: 1);
        await scene.Claim.ExecuteAsync(scene.Ben, new ClaimReviewRequest(second.Id), CancellationToken.None);
        var query = new ReviewQueueQuery(Database.Contexts, scene.Clock);

        var page = await query.ReadAsync(scene.Ada, new ReviewQueueFilter(), CancellationToken.None);
        var mine = await query.ReadAsync(scene.Ben, new ReviewQueueFilter { Mine = true }, CancellationToken.None);

        Assert.Equal([first.Id, second.Id], page.Items.Select(i => i.TaskId));
        Assert.Equal((2, "kit", 2), (page.Total, page.Pipelines[0].Pipeline, page.Pipelines[0].Open));
        Assert.Equal(["Every output of this pipeline is reviewed."], page.Items[0].Reasons);
        Assert.Equal((null, "Ben", false), (page.Items[0].ClaimedBy, page.Items[1].ClaimedBy, page.Items[1].ClaimedByMe));
        Assert.Equal([second.Id], mine.Items.Select(i => i.TaskId));
        Assert.True(page.Items[0].CanDecide);
    }

    [Fact]
    public async Task Queue_OfOneMoney_ListsOnlyItsReviewsAndCountsBoth()
    {
        var task = await scene.FlagAsync();
        var query = new ReviewQueueQuery(Database.Contexts, scene.Clock);

        var same = await query.ReadAsync(scene.Ada, new ReviewQueueFilter { Money = task.Money }, CancellationToken.None);
        var other = await query.ReadAsync(scene.Ada, new ReviewQueueFilter { Money = MoneyMode.Live }, CancellationToken.None);

        Assert.Equal([task.Id], same.Items.Select(i => i.TaskId));
        Assert.Equal((0, 0), (other.Items.Count, other.Total));
        Assert.Equal([new MoneyReviews(MoneyMode.Sandbox, 1)], other.Moneys);
    }

    [Theory]
    [InlineData("# Harbour 4.2\n\n> Search is faster.\n1. Exports hold totals.\n", "text/markdown", "Harbour 4.2 Search is faster. Exports hold totals.")]
    [InlineData("{\n  \"number\": \"BL\\/26\", \"total\": 12.5,\n  \"lines\": [ { \"what\": \"a \\\"big\\\" one\\nof \\u00fcs\" } ]\n}", "application/json", "number: BL/26, total: 12.5, lines: what: a \"big\" one of üs")]
    [InlineData("", "text/plain", null)]
    [InlineData(null, "image/png", null)]
    public async Task Queue_OfAnyOutput_TellsItByItsFirstWordsElseByThoseItWasMadeFrom(string? text, string mediaType, string? words)
    {
        await scene.FlagContentAsync(text is null ? [0x89, 0x50] : Encoding.UTF8.GetBytes(text), mediaType);

        var item = await OnlyItemAsync();

        Assert.Equal(new OutputWords(words ?? InputWords, OfInput: words is null), item.Words);
    }

    [Fact]
    public async Task Queue_OfALongText_TellsItByItsFirstWordsAndEndsInAnEllipsis()
    {
        await scene.FlagContentAsync(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Größe ", 400_000))), "text/plain");

        var item = await OnlyItemAsync();

        Assert.StartsWith("Größe Größe", item.Words.Text, StringComparison.Ordinal);
        Assert.EndsWith("…", item.Words.Text, StringComparison.Ordinal);
        Assert.InRange(item.Words.Text.Length, 290, 310);
    }

    [Fact]
    public async Task Queue_OfAnErasedText_SaysNothingOfIt()
    {
        await scene.FlagContentAsync("Of Ines."u8.ToArray(), "text/plain");
        await new EraseBlob(Database.Runner(scene.Clock)).ExecuteAsync(Actor.System, new EraseBlobRequest(BlobHash.Of("Of Ines."), "Asked for."), CancellationToken.None);

        Assert.Equal(new OutputWords("", OfInput: false), (await OnlyItemAsync()).Words);
    }

    [Fact]
    public async Task Queue_ForSomebodyWithoutARole_IsDenied()
    {
        var query = new ReviewQueueQuery(Database.Contexts, scene.Clock);

        await Assert.ThrowsAsync<AccessDeniedException>(() =>
            query.ReadAsync(new Actor(null, "nobody", new HashSet<string>()), new ReviewQueueFilter(), CancellationToken.None));
    }

    [Fact]
    public async Task Detail_OfOneItem_ShowsItsOwnSourceItsTextsItsJudgeAndTheNext()
    {
        var task = await scene.FlagAsync(item: 1);
        var other = await scene.FlagAsync(item: 0);
        await AddJudgeAsync();
        var query = new ReviewDetailQuery(Database.Contexts, scene.Clock);

        var detail = await query.FindAsync(scene.Ada, task.Id, CancellationToken.None);

        Assert.NotNull(detail);
        Assert.Equal([("two.txt", "The second document."), ("language", "en")], detail.Sources.Select(s => (s.Name, s.Text!)));
        Assert.Equal(["post.md", "facts.json", "banner.png"], detail.Artifacts.Select(a => a.Name));
        Assert.Equal("Hello\nworld\n", detail.Artifacts[0].Text);
        var judgement = Assert.Single(detail.Judgements);
        Assert.Equal((0.6, "No price.", "Too short.", "acme/m"), (judgement.Score!.Value, judgement.Missing[0], judgement.Reasons[0], judgement.Model));
        Assert.Single(judgement.Reasons);
        Assert.Equal(SandboxProvider.ScoreFormula, judgement.Formula);
        Assert.Equal((other.Id, 2, true), (detail.NextTaskId!.Value, detail.OpenCount, detail.CanDecide));
    }

    [Fact]
    public async Task Detail_WhenTheInputWasErased_SaysSo()
    {
        var task = await scene.FlagAsync();
        await new EraseBlob(Database.Runner(scene.Clock)).ExecuteAsync(
            Actor.System, new EraseBlobRequest(scene.Run.InputHash, "Asked for."), CancellationToken.None);

        var detail = await new ReviewDetailQuery(Database.Contexts, scene.Clock).FindAsync(scene.Ada, task.Id, CancellationToken.None);

        Assert.Contains("erased", Assert.Single(detail!.Sources).Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_AfterAnEdit_TellsWhoHowLongAndWhat()
    {
        var task = await scene.FlagAsync();
        scene.Clock.Advance(TimeSpan.FromMinutes(5));
        await scene.Decide.ExecuteAsync(
            scene.Ada,
            ReviewScene.Request(task, ReviewVerdict.Edit, edits: new() { ["post.md"] = "Bye\n" }, seconds: new() { [LabourActivity.Rework] = 60 }),
            CancellationToken.None);

        var history = await new ReviewHistoryQuery(Database.Contexts).ReadAsync(scene.Ben, new ReviewHistoryFilter { Pipeline = "kit" }, CancellationToken.None);
        var output = await new OutputDetailQuery(Database.Contexts).FindAsync(scene.Ben, task.OutputId, CancellationToken.None);

        var decision = Assert.Single(history.Items);
        Assert.Equal(("Ada", 60, ReviewVerdict.Edit, 1), (decision.Reviewer, decision.Seconds!.Value, decision.Verdict, history.Total));
        Assert.Equal([2, 1], output!.Revisions.Select(r => r.Number));
        Assert.Equal("Bye\n", output.Revisions[0].Artifacts.Single(a => a.Name == "post.md").Text);
        Assert.Contains("+Bye", Assert.Single(output.Decisions).Diff, StringComparison.Ordinal);
    }

    private const string InputWords = "documents: media_type: text/plain, name: one.txt, text: The first document., media_type: text/plain, name: two.txt, text: The second document., language: en";

    private async Task<ReviewQueueItem> OnlyItemAsync() =>
        Assert.Single((await new ReviewQueueQuery(Database.Contexts, scene.Clock).ReadAsync(scene.Ada, new ReviewQueueFilter(), CancellationToken.None)).Items);

    private async Task AddJudgeAsync()
    {
        await using var db = Open();
        var step = ReviewScene.NewStep(scene.Run.Id, "check", "judge", 1);
        step.State = StepState.Succeeded;
        step.Score = 0.6;
        // As verdicts were kept when the formula was one of the reasons.
        var formula = JsonSerializer.Serialize(SandboxProvider.ScoreFormula);
        step.OutputHash = await BlobStore.PutTextAsync(
            db, $$"""{"score":0.6,"missing_facts":["No price."],"reasons":["Too short.",{{formula}}]}""", "application/json", scene.Now, CancellationToken.None);
        db.AddRange(step, new ModelCall
        {
            Id = Id.New<ModelCallId>(),
            RunId = scene.Run.Id,
            StepRunId = step.Id,
            Generation = 0,
            Ordinal = 0,
            Attempt = 0,
            Purpose = CallPurpose.Judge,
            Money = MoneyMode.Sandbox,
            Provider = "acme",
            Model = "m",
            Tier = Tier.Standard,
            Kind = "chat",
            Node = "here",
            State = CallState.Applied,
            RequestHash = BlobHash.Of("request"),
            CreatedAt = scene.Now,
        });
        await db.SaveChangesAsync();
    }
}

public sealed class ReviewQueriesOnSqliteTests() : ReviewQueriesTests(DatabaseKind.Sqlite);

public sealed class ReviewQueriesOnPostgresTests() : ReviewQueriesTests(DatabaseKind.Postgres);

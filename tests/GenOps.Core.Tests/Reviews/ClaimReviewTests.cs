using GenOps.Core.Access;
using GenOps.Core.Reviews;
using GenOps.Testing;
using GenOps.Testing.Reviews;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Reviews;

public abstract class ClaimReviewTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private ReviewScene scene = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        scene = await ReviewScene.OpenAsync(Database);
    }

    [Fact]
    public async Task Claim_HeldByAnother_SaysWhoUntilTheLeaseEnds()
    {
        var task = await scene.FlagAsync();
        await scene.Claim.ExecuteAsync(scene.Ada, new ClaimReviewRequest(task.Id), CancellationToken.None);

        var refused = await scene.Claim.ExecuteAsync(scene.Ben, new ClaimReviewRequest(task.Id), CancellationToken.None);
        scene.Clock.Advance(ClaimReview.Lease);
        var taken = await scene.Claim.ExecuteAsync(scene.Ben, new ClaimReviewRequest(task.Id), CancellationToken.None);

        Assert.Equal((false, "Ada"), (refused.Mine, refused.HolderName));
        Assert.Equal((true, "Ben"), (taken.Mine, taken.HolderName));
    }

    [Fact]
    public async Task Claim_Again_RenewsTheLease()
    {
        var task = await scene.FlagAsync();
        await scene.Claim.ExecuteAsync(scene.Ada, new ClaimReviewRequest(task.Id), CancellationToken.None);
        scene.Clock.Advance(ClaimReview.Lease / 2);

        var renewed = await scene.Claim.ExecuteAsync(scene.Ada, new ClaimReviewRequest(task.Id), CancellationToken.None);

        Assert.Equal(scene.Now + ClaimReview.Lease, renewed.Until);
        await using var db = Open();
        Assert.Equal(1, await db.ReviewClaims.CountAsync());
    }

    [Fact]
    public async Task Claim_TakeOver_MovesItAndIsOnRecord()
    {
        var task = await scene.FlagAsync();
        await scene.Claim.ExecuteAsync(scene.Ada, new ClaimReviewRequest(task.Id), CancellationToken.None);

        var taken = await scene.Claim.ExecuteAsync(scene.Ben, new ClaimReviewRequest(task.Id, TakeOver: true), CancellationToken.None);

        Assert.True(taken.Mine);
        await using var db = Open();
        Assert.Contains(await db.AuditEntries.Select(e => e.Summary).ToListAsync(), s => s == "Took a review over from Ada");
    }

    [Fact]
    public async Task Claim_ManyAtOnce_OneHoldsIt()
    {
        var task = await scene.FlagAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(n =>
            scene.Claim.ExecuteAsync(n % 2 == 0 ? scene.Ada : scene.Ben, new ClaimReviewRequest(task.Id), CancellationToken.None)));

        Assert.Single(results.Select(r => r.HolderName).Distinct());
    }

    [Fact]
    public async Task Claim_ByAKey_IsRefused()
    {
        var task = await scene.FlagAsync();
        var key = new Actor(Guid.CreateVersion7(), "ci", new HashSet<string> { Roles.Reviewer });

        await Assert.ThrowsAsync<ConflictException>(() => scene.Claim.ExecuteAsync(key, new ClaimReviewRequest(task.Id), CancellationToken.None));
    }

    [Fact]
    public async Task Release_WithTimeSpent_BooksItOnce()
    {
        var task = await scene.FlagAsync();
        await scene.Claim.ExecuteAsync(scene.Ada, new ClaimReviewRequest(task.Id), CancellationToken.None);
        scene.Clock.Advance(TimeSpan.FromMinutes(2));
        var request = new ReleaseReviewRequest(task.Id, new Dictionary<LabourActivity, int> { [LabourActivity.Review] = 45 });

        await scene.Release.ExecuteAsync(scene.Ada, request, CancellationToken.None);
        await scene.Release.ExecuteAsync(scene.Ada, request, CancellationToken.None);

        await using var db = Open();
        Assert.Equal(45, await db.Labour.SumAsync(l => l.Seconds));
        // 45 s at 60 USD an hour.
        Assert.Equal(750_000_000, await db.LedgerEntries.SumAsync(e => e.Amount.Nanos));
        Assert.Equal(ReviewState.Open, (await db.ReviewTasks.SingleAsync()).State);
    }
}

public sealed class ClaimReviewOnSqliteTests() : ClaimReviewTests(DatabaseKind.Sqlite);

public sealed class ClaimReviewOnPostgresTests() : ClaimReviewTests(DatabaseKind.Postgres);

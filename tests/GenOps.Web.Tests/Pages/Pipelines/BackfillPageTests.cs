using Bunit;
using GenOps.Core;
using GenOps.Core.Blobs;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Starts.Backfills;
using GenOps.Core.Desk.Pipelines;
using GenOps.Web.Pages.Pipelines;
using GenOps.Web.Tests.Pages.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Web.Tests.Pages.Pipelines;

/// <summary>A backfill whose runs wait never looks as if they went on.</summary>
public sealed class BackfillPageTests : PipelinePageTest
{
    public BackfillPageTests() => Services.AddSingleton<ScheduleQuery>();

    [Fact]
    public async Task Open_WhoseRunsWaitForADeadProvider_SaysHowManyWaitAndForWhat()
    {
        var id = await AddAsync();

        var page = Render<BackfillPage>(p => p.Add(b => b.Id, id.Value));

        page.WaitForAssertion(() => Assert.Equal("0 of 4 done, 1 still to start, 1 at work, 2 waiting", page.Find("[aria-labelledby=progress-title] p").TextContent));
        Assert.Contains("2 runs wait for alpha", page.Find(".go-notice-warning").TextContent, StringComparison.Ordinal);
        var rows = page.FindAll("tbody tr");
        Assert.Equal(["Running", "Waiting", "Waiting", "Still to start"], rows.Select(r => r.QuerySelector(".chip")!.TextContent.Trim()));
        Assert.Equal([false, true, true, false], rows.Select(r => r.TextContent.Contains("Waits for alpha", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task List_OfOneWhoseRunsWait_SaysHowMany()
    {
        await AddAsync();

        var page = Render<BackfillListPage>();

        page.WaitForAssertion(() => Assert.Contains("1 at work, 2 waiting", page.Find("tbody tr").TextContent, StringComparison.Ordinal));
    }

    /// <summary>Four items: one run at work, two that wait for a provider, and one whose turn has not come.</summary>
    private async Task<BackfillId> AddAsync()
    {
        await using var db = Open();
        var runs = await WaitingRuns.AddAsync(db, 1, WaitKind.None, "");
        runs.AddRange(await WaitingRuns.AddAsync(db, 2, WaitKind.Provider, "alpha"));
        var pipeline = await db.Pipelines.SingleAsync(p => p.Name == "support-reply");
        var backfill = new Backfill
        {
            Id = Id.New<BackfillId>(),
            PipelineId = pipeline.Id,
            Source = "4 lines",
            Money = MoneyMode.Live,
            Concurrency = 3,
            CreatedBy = "Ada",
            CreatedAt = WaitingRuns.Since,
        };
        db.Add(backfill);
        for (var i = 0; i < 4; i++)
        {
            db.Add(new BackfillItem
            {
                Id = Id.New<BackfillItemId>(),
                BackfillId = backfill.Id,
                Position = i,
                Label = $"line {i + 1}",
                InputHash = BlobHash.Of("{}"),
                State = i < 3 ? BackfillItemState.Started : BackfillItemState.Waiting,
                RunId = i < 3 ? runs[i] : null,
            });
        }

        await db.SaveChangesAsync();
        return backfill.Id;
    }
}

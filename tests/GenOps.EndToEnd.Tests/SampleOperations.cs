using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;
using GenOps.Core.Starts.Backfills;
using GenOps.Core.Starts.Schedules;
using Microsoft.EntityFrameworkCore;

namespace GenOps.EndToEnd.Tests;

/// <summary>What operators set up beside the samples, so that its pages have something to show.</summary>
public static class SampleOperations
{
    /// <summary>Sets it up.</summary>
    /// <returns>The ids, by the names that pages.txt uses.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> AddAsync(IDbContextFactory<GenOpsDbContext> contexts, CommandRunner runner)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var pipeline = await db.Pipelines.Where(p => p.Name == "release-announcement").Select(p => p.Id).SingleAsync();
        var schedule = await new SaveSchedule(runner, contexts, TimeProvider.System).ExecuteAsync(
            Actor.System,
            new SaveScheduleRequest
            {
                Pipeline = pipeline,
                Cron = "0 9 1 1 *",
                TimeZone = "Europe/Berlin",
                Money = MoneyMode.Sandbox,
                Policies = new SchedulePolicies { Misfire = MisfirePolicy.All, Overlap = OverlapPolicy.Queue, JitterSeconds = 90 },
                Inputs = new Dictionary<string, InputValue>
                {
                    ["notes"] = new InputValue.Text("# 1.0\n- As of {{ occurrence.date }}"),
                    ["product"] = new InputValue.Text("Harbour"),
                },
            },
            CancellationToken.None);
        var backfill = await new StartBackfill(runner, contexts, new RunScripts(contexts), TimeProvider.System).ExecuteAsync(
            Actor.System,
            new StartBackfillRequest
            {
                // Nothing of it starts: a live run has no provider here, and the page must say that well.
                Pipeline = "release-announcement",
                Source = BackfillSource.Lines("notes", "1.0 prints timetables\n1.1 prints them larger\n1.2 prints them in colour"),
                Inputs = new Dictionary<string, InputValue> { ["product"] = new InputValue.Text("Harbour") },
                Money = MoneyMode.Live,
                Cap = Money.FromUsd(12.5m),
            },
            CancellationToken.None);
        return new Dictionary<string, string> { ["schedule"] = $"{schedule}", ["backfill"] = $"{backfill}" };
    }
}

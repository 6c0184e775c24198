using System.Text.Json.Nodes;
using GenOps.Core.Calls;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Outputs;
using GenOps.Core.Runs;
using GenOps.Core.Starts.Schedules;
using GenOps.FakeProvider;
using GenOps.FakeProvider.Faults;
using Microsoft.EntityFrameworkCore;

namespace GenOps.EndToEnd.Tests.Levers;

/// <summary>Each lever of an operator, pulled by the command line of the built executable.</summary>
public sealed class LeverCommandTests : IAsyncLifetime
{
    private const string Model = "gpt-4o-mini";
    private LeverScene _scene = null!;

    public async Task InitializeAsync() => _scene = await LeverScene.StartAsync();

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task Commands_OfRuns_DoWhatTheySay()
    {
        await _scene.CommandAsync("pause", "provider", "alpha", "--reason", "before the start");
        var run = await _scene.StartRunAsync("Search is faster.");
        await _scene.CommandAsync("pause", "run", run, "--reason", "a look first");
        await _scene.CommandAsync("pause", "step", run, "post", "--reason", "facts only");
        Assert.Equal(3, await CountAsync(db => db.Holds.Where(h => h.ReleasedAt == null)));
        await _scene.CommandAsync("resume", "provider", "alpha");
        await _scene.CommandAsync("resume", "run", run);
        await _scene.UntilAsync(db => db.ModelCalls.AnyAsync(c => c.State == CallState.Applied), "The facts");
        Assert.Single(_scene.Alpha.Bills());
        await _scene.CommandAsync("resume", "step", run, "post");
        await AllEndAsync();

        await _scene.CommandAsync("runs", "rerun", run, "--from", "post", "--reason", "another post");
        await AllEndAsync();
        Assert.Equal(3, _scene.Alpha.Bills().Count);

        await _scene.Alpha.FailAsync(new Fault { Kind = FaultKind.Empty });
        for (var i = 0; i < 3; i++) await _scene.StartRunAsync($"Exports to CSV, part {i}.");
        await _scene.UntilAsync(async db => await db.Runs.CountAsync(r => r.State == RunState.Failed) == 3, "Three failed runs");
        await _scene.Alpha.FailAsync();
        await _scene.CommandAsync("runs", "retry", (await FirstAsync(db => db.Runs.Where(r => r.State == RunState.Failed).Select(r => r.Id))).ToString());
        Assert.EndsWith("2 runs", (await _scene.CommandAsync("runs", "batch", "retry", "--text", LeverScene.Pipeline, "--state", "failed")).TrimEnd(), StringComparison.Ordinal);
        await _scene.UntilAsync(db => db.Runs.AllAsync(r => r.State == RunState.Succeeded), "The success of all runs");

        await SettleWithdrawAndCancelAsync();
    }

    [Fact]
    public async Task Commands_OfWhatStartsAndRoutesRuns_DoWhatTheySay()
    {
        await PipelineAndItsAlertAsync();
        await ReroutesAndProvidersAsync();
        await BudgetsAsync();
        await SchedulesAndBackfillsAsync();
        await TriggersAsync();
    }

    private async Task SettleWithdrawAndCancelAsync()
    {
        await _scene.Alpha.FailAsync(new Fault { Kind = FaultKind.ServerError, Times = 1, Bill = true });
        await _scene.StartRunAsync("Dark mode arrives.");
        await _scene.UntilAsync(db => db.Holds.AnyAsync(h => h.ReleasedAt == null), "A call in doubt, held");
        var doubt = await FirstAsync(db => db.ModelCalls.Where(c => c.State == CallState.InDoubt).Select(c => c.Id));
        await _scene.CommandAsync("call", "settle", doubt.ToString(), "resubmit");
        await AllEndAsync();

        var output = await FirstAsync(db => db.Outputs.Where(o => o.State == OutputState.Approved).Select(o => o.Id));
        await _scene.CommandAsync("output", "withdraw", output.ToString(), "--reason", "the wrong product");
        Assert.Equal(OutputState.Withdrawn, await FirstAsync(db => db.Outputs.Where(o => o.Id == output).Select(o => o.State)));

        await _scene.Alpha.ControlAsync(new FakeControl { HoldAnswers = true });
        var run = await _scene.StartRunAsync("Never mind.");
        await _scene.UntilAsync(db => db.ModelCalls.AnyAsync(c => c.State == CallState.Sending), "A call under way");
        await _scene.CommandAsync("runs", "cancel", run, "--abort", "--reason", "too late");
        await AllEndAsync();
        await _scene.Alpha.ControlAsync(new FakeControl { HoldAnswers = false });
        Assert.Equal(1, await CountAsync(db => db.Runs.Where(r => r.State == RunState.Cancelled)));
        Assert.Contains("cancelled", await _scene.CommandAsync("runs", "list", "--json"), StringComparison.Ordinal);
    }

    private async Task PipelineAndItsAlertAsync()
    {
        await _scene.CommandAsync("pause", "pipeline", LeverScene.Pipeline, "--new-runs-only", "--reason", "stock-taking");
        Assert.Equal(HoldScope.Intake, await FirstAsync(db => db.Holds.Where(h => h.ReleasedAt == null).Select(h => h.Scope)));
        await _scene.CommandAsync("resume", "pipeline", LeverScene.Pipeline);
        await _scene.CommandAsync("pause", "pipeline", LeverScene.Pipeline, "--reason", "checking prices", "--until", "2999-01-01T06:00:00Z");
        await _scene.UntilAsync(db => db.Alerts.AnyAsync(a => a.ResolvedAt == null), "An alert over the pause");
        var alert = (string)(await ListAsync("alert")).Single()!["id"]!;
        await _scene.CommandAsync("alert", "acknowledge", alert);
        await _scene.CommandAsync("alert", "mute", alert, "--until", TimeProvider.System.GetUtcNow().AddDays(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"), "--reason", "known");
        Assert.Equal(1, await CountAsync(db => db.AlertMutes));
        Assert.NotEqual("", await FirstAsync(db => db.Alerts.Select(a => a.AcknowledgedBy)));
        await _scene.CommandAsync("alert", "unmute", alert);
        await _scene.CommandAsync("resume", "pipeline", LeverScene.Pipeline);
        Assert.Equal(0, await CountAsync(db => db.Holds.Where(h => h.ReleasedAt == null)));
    }

    private async Task ReroutesAndProvidersAsync()
    {
        await _scene.CommandAsync("reroute", "add", "--from", "alpha", "--to", "beta", "--reason", "a test");
        await _scene.StartRunAsync("Sign-in takes one step.");
        await AllEndAsync();
        Assert.Equal((0, 2), (_scene.Alpha.Bills().Count, _scene.Beta.Bills().Count));
        await _scene.CommandAsync("reroute", "takeback", (string)(await ListAsync("reroute")).Single()!["id"]!, "--reason", "done");
        Assert.Equal(0, await CountAsync(db => db.Reroutes.Where(r => r.ReleasedAt == null)));

        await _scene.CommandAsync("provider", "limit", "alpha", "--rpm", "600", "--at-once", "3");
        var limit = await FirstAsync(db => db.CallLimits.Where(l => l.Provider == "alpha" && l.Model == ""));
        Assert.Equal((600, 3, null), (limit.RequestsPerMinute, limit.AtOnce, limit.TokensPerMinute));
        await using (var db = _scene.Open())
        {
            db.Add(new Circuit { Provider = "alpha", Model = Model, State = CircuitState.Open });
            await db.SaveChangesAsync();
        }

        Assert.Contains("\"open\"", await _scene.CommandAsync("provider", "health", "--json"), StringComparison.Ordinal);
        await _scene.CommandAsync("provider", "close-circuit", "alpha", Model);
        Assert.Equal(0, await CountAsync(db => db.Circuits.Where(c => c.State != CircuitState.Closed)));
    }

    private async Task BudgetsAsync()
    {
        await _scene.CommandAsync("budget", "create", "pipeline", "25", "--target", LeverScene.Pipeline, "--period", "month");
        var budget = (string)(await ListAsync("budget")).Single()!["id"]!;
        await _scene.CommandAsync("budget", "change", budget, "30.50", "--reason", "a busy month");
        Assert.Equal(30_500_000_000, await FirstAsync(db => db.Budgets.Select(b => b.AmountNanos)));
        await _scene.CommandAsync("budget", "end", budget);
        Assert.Equal(0, await CountAsync(db => db.Budgets.Where(b => b.EndedAt == null)));
    }

    private async Task SchedulesAndBackfillsAsync()
    {
        await _scene.CommandAsync("schedule", "add", LeverScene.Pipeline, "--cron", "0 9 * * *", "--zone", "Europe/Berlin", "--input", "notes=It works.");
        var schedule = (string)(await ListAsync("schedule")).Single()!["id"]!;
        await _scene.CommandAsync("schedule", "change", schedule, "--overlap", "queue", "--misfire", "skip", "--jitter", "60");
        Assert.Equal((OverlapPolicy.Queue, MisfirePolicy.Skip), await FirstAsync(db => db.Schedules.Select(s => new ValueTuple<OverlapPolicy, MisfirePolicy>(s.Overlap, s.Misfire))));
        await _scene.CommandAsync("schedule", "pause", schedule, "--until", "2999-01-01T06:00:00Z", "--reason", "holidays");
        await _scene.CommandAsync("schedule", "resume", schedule);
        await _scene.CommandAsync("schedule", "disable", schedule);
        await _scene.CommandAsync("schedule", "enable", schedule);
        Assert.Contains("Europe/Berlin", await _scene.CommandAsync("schedule", "show", schedule), StringComparison.Ordinal);

        var lines = Path.GetTempFileName();
        await File.WriteAllTextAsync(lines, "One release.\nAnother release.\n");
        var started = JsonNode.Parse(await _scene.CommandAsync("backfill", "start", "--pipeline", LeverScene.Pipeline, "--for", "notes", "--lines", lines, "--json"))!;
        File.Delete(lines);
        var backfill = (string)started["backfill"]!["id"]!;
        await _scene.UntilAsync(async db => await db.Runs.CountAsync(r => r.Trigger == "backfill" && r.State == RunState.Succeeded) == 2, "Both runs of the backfill");
        Assert.Contains("2", await _scene.CommandAsync("backfill", "show", backfill), StringComparison.Ordinal);
        await _scene.CommandAsync("backfill", "start", "--schedule", schedule, "--from", "2026-01-01", "--to", "2026-03-01", "--concurrency", "1");
        var second = (string)(await ListAsync("backfill"))[0]!["id"]!;
        await _scene.CommandAsync("backfill", "change", second, "--concurrency", "2", "--cap", "5");
        Assert.Equal(2, await FirstAsync(db => db.Backfills.OrderByDescending(b => b.CreatedAt).Select(b => b.Concurrency)));
        await _scene.CommandAsync("backfill", "cancel", second, "--runs", "--reason", "far too many");
        await AllEndAsync();
        await _scene.CommandAsync("schedule", "remove", schedule);
        Assert.Empty(await ListAsync("schedule"));
    }

    private async Task TriggersAsync()
    {
        var secret = await _scene.CommandAsync("trigger", "add-webhook", LeverScene.Pipeline, "--name", "Releases", "--map", "notes=release.body");
        await _scene.CommandAsync("trigger", "add-folder", LeverScene.Pipeline, "--name", "Drop", "--folder", "drop", "--for", "notes", "--settle", "1");
        var triggers = await ListAsync("trigger");
        Assert.Equal(["Drop", "Releases"], triggers.Select(t => (string)t!["name"]!).Order());
        var webhook = (string)triggers.Single(t => (string)t!["name"]! == "Releases")!["id"]!;
        Assert.NotEqual(secret, await _scene.CommandAsync("trigger", "rotate", webhook));
        await _scene.CommandAsync("trigger", "disable", webhook);
        Assert.Equal(1, await CountAsync(db => db.Triggers.Where(t => !t.Enabled)));
        await _scene.CommandAsync("trigger", "enable", webhook);
        foreach (var trigger in triggers) await _scene.CommandAsync("trigger", "remove", (string)trigger!["id"]!);
        Assert.Empty(await ListAsync("trigger"));
    }

    /// <summary>What <c>list --json</c> says, with or without a frame around its rows.</summary>
    private async Task<JsonArray> ListAsync(string noun) => JsonNode.Parse(await _scene.CommandAsync(noun, "list", "--json")) switch
    {
        JsonArray rows => rows,
        { } framed => framed["items"]!.AsArray(),
        null => [],
    };

    private Task AllEndAsync() => _scene.UntilAsync(async db => !await db.Runs.AnyAsync(r => r.EndedAt == null), "The end of all runs");

    private async Task<int> CountAsync<T>(Func<Core.Data.GenOpsDbContext, IQueryable<T>> rows)
    {
        await using var db = _scene.Open();
        return await rows(db).CountAsync();
    }

    private async Task<T> FirstAsync<T>(Func<Core.Data.GenOpsDbContext, IQueryable<T>> rows)
    {
        await using var db = _scene.Open();
        return await rows(db).FirstAsync();
    }
}

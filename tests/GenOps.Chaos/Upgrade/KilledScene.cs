using System.Text.Json.Nodes;
using GenOps.Chaos.Cluster;
using GenOps.Chaos.Invariants;
using GenOps.Core;
using GenOps.Core.Calls;
using GenOps.Core.Faults;
using GenOps.FakeProvider;
using GenOps.FakeProvider.Faults;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Chaos.Upgrade;

/// <summary>Brings an installation to where calls stand in every state and runs at every point, and pulls the plug: what the next build has to take over.</summary>
public sealed class KilledScene(ChaosCluster cluster)
{
    private const string Notes = "Release 7: search is twice as fast. Dark mode arrives on phones. Exports to CSV are complete.";
    private static readonly ProviderMode Both = ProviderMode.All[0], LookUp = ProviderMode.All[1], Keyed = ProviderMode.All[2], Plain = ProviderMode.All[3];

    private static readonly CrashPoint[] Points =
    [
        CrashPoint.Claimed, CrashPoint.Intended, CrashPoint.SendingRecorded, CrashPoint.AnswerAwaited, CrashPoint.BodyBegun,
        CrashPoint.Spooled, CrashPoint.ResultCommitted, CrashPoint.Applied,
    ];

    /// <summary>Plays it; all servers are dead at its end.</summary>
    public async Task PlayAsync()
    {
        foreach (var mode in ProviderMode.All) await cluster.StartRunAsync(mode, Notes);
        await cluster.SettleAsync();
        await EndCallsInOtherWaysAsync();
        await BePatientAsync();
        await WaitForPeopleAsync();
        await WaitForProvidersAsync();
        var last = await StandAtPointsAsync();
        await WaitForPatienceAsync();
        cluster.Plans.Hold();
        foreach (var mode in ProviderMode.All) await cluster.StartRunAsync(mode, Notes, "not-dispatched");
        await KillBeforeTheSpoolLetsGoAsync(last);
    }

    /// <summary>Unusable, superseded, written off, charged late; sent again after a proven absence.</summary>
    private async Task EndCallsInOtherWaysAsync()
    {
        await FailAsync(Keyed, "not-json", new Fault { Kind = FaultKind.NotJson });
        await cluster.StartRunAsync(Keyed, "Release 8: the answer to this needs a repair. It is kept all the same.", "not-json");
        await FailAsync(LookUp, "absent", new Fault { Kind = FaultKind.Drop, Bill = false });
        await cluster.StartRunAsync(LookUp, Notes, "absent");
        await cluster.SettleAsync();

        var superseded = await cluster.StartRunToAsync(CrashPoint.Intended, Plain, Notes);
        await CancelAsync(superseded);
        cluster.Plans.Continue(superseded);
        await StandsAsync(superseded, CallState.Superseded);

        await BreakOffAsync(Plain, CallState.WrittenOff);
        await cluster.ProviderOf(LookUp).ControlAsync(new FakeControl { LookUpDelayMs = 3_600_000 });
        var late = await BreakOffAsync(LookUp, CallState.WrittenOff);
        await cluster.ProviderOf(LookUp).ControlAsync(new FakeControl { LookUpDelayMs = 0 });
        await StandsAsync(late, CallState.LateCharge);
    }

    /// <summary>From here on no answer is late by itself. Before, a provider had to be sure not to know a call, which it is after its time for one.</summary>
    private async Task BePatientAsync()
    {
        await cluster.KillAllAsync();
        foreach (var mode in ProviderMode.All) cluster.Nodes[0].NextEnvironment[$"GenOps__Providers__{mode.Name}__TimeoutSeconds"] = "600";
        await cluster.RestartAllAsync();
    }

    private async Task<RunId> BreakOffAsync(ProviderMode mode, CallState end)
    {
        var marker = $"broken-off-{mode}";
        await FailAsync(mode, marker, new Fault { Kind = FaultKind.Hang, Bill = true });
        var bills = cluster.Bills().Count;
        var run = await cluster.StartRunAsync(mode, Notes, marker);
        await cluster.UntilAsync(() => Task.FromResult(cluster.Bills().Count > bills), "the bill");
        await CancelAsync(run);
        await StandsAsync(run, end);
        return run;
    }

    /// <summary>An output to be reviewed; a call that was in doubt twice.</summary>
    private async Task WaitForPeopleAsync()
    {
        await cluster.StartRunAsync(ChaosPipelines.Reviewed, Notes);
        await using var db = cluster.Open();
        await cluster.UntilAsync(() => db.ReviewTasks.AnyAsync(), "the review");
        await FailAsync(Plain, "twice-in-doubt", new Fault { Kind = FaultKind.Drop, Times = 2 });
        var twice = await cluster.StartRunAsync(Plain, Notes, "twice-in-doubt");
        await StandsAsync(twice, CallState.InDoubt, CallState.Resubmitted);
        await cluster.SettleAsync();
    }

    /// <summary>Providers that cannot say what they charged, or do not answer one item of a map.</summary>
    private async Task WaitForProvidersAsync()
    {
        foreach (var mode in (ProviderMode[])[Both, LookUp])
        {
            await cluster.ProviderOf(mode).ControlAsync(new FakeControl { AddFaults = [new Fault { Kind = FaultKind.ServerError, Endpoint = "list" }] });
            foreach (var billed in (bool[])[true, false])
            {
                await FailAsync(mode, $"unknown-{mode}-{billed}", new Fault { Kind = FaultKind.Drop, Bill = billed });
                await StandsAsync(await cluster.StartRunAsync(mode, Notes, $"unknown-{mode}-{billed}"), CallState.InDoubt);
            }
        }

        foreach (var mode in ProviderMode.All)
        {
            var item = $"Work goes on beside {mode}";
            await cluster.ProviderOf(mode).ControlAsync(new FakeControl { AddFaults = [new Fault { Kind = FaultKind.Hang, Bill = true, Times = 1, Containing = $"post about {item}" }] });
            await StandsAsync(await cluster.StartRunAsync(mode, $"Maps are shown as lists. {item}. Lists are shown as maps."), CallState.Sending, CallState.Applied, CallState.Applied, CallState.Applied);
        }
    }

    /// <returns>One whose answer is in the spool.</returns>
    private async Task<RunId> StandAtPointsAsync()
    {
        foreach (var mode in ProviderMode.All) await FailAsync(mode, $"at-{CrashPoint.BodyBegun}-{mode}", new Fault { Kind = FaultKind.CutBody });
        cluster.Plans.Hold();
        var runs = new Dictionary<RunId, CrashPoint>();
        foreach (var point in Points)
        {
            foreach (var mode in ProviderMode.All) runs[await cluster.StartRunAsync(mode, Notes, $"at-{point}-{mode}")] = point;
        }

        var last = await cluster.StartRunAsync(Plain, Notes, "spooled-and-committed");
        runs[last] = CrashPoint.Spooled;
        foreach (var (run, point) in runs) cluster.Plans.Plan(run, $"{point} pause");
        cluster.Plans.Release();
        await cluster.UntilAsync(() => Task.FromResult(runs.All(r => cluster.Plans.ReachedBy(r.Key) == r.Value)), "all runs to come to their points");
        return last;
    }

    /// <summary>Providers that ask for patience, of all who use them: a first sending, and a repetition.</summary>
    private async Task WaitForPatienceAsync()
    {
        var patience = new Fault { Kind = FaultKind.RateLimit, RetryAfterSeconds = 120 };
        await FailAsync(Plain, "patience", patience);
        await StandsAsync(await cluster.StartRunAsync(Plain, Notes, "patience"), CallState.Rejected);
        await FailAsync(Keyed, "again-later", new Fault { Kind = FaultKind.Drop }, patience);
        await StandsAsync(await cluster.StartRunAsync(Keyed, Notes, "again-later"), CallState.InDoubt);
    }

    /// <summary>That an answer was released dies with its process, so the log still holds one that is committed.</summary>
    private async Task KillBeforeTheSpoolLetsGoAsync(RunId last)
    {
        await using var db = cluster.Open();
        var call = await db.ModelCalls.SingleAsync(c => c.RunId == last);
        cluster.Plans.Plan(last, $"{CrashPoint.ResultCommitting} fail", $"{CrashPoint.ResultCommitted} kill");
        cluster.Plans.Continue(last);
        await cluster.Nodes[0].WaitForEndAsync(ChaosCluster.Patience);
        if (!SpoolRemains.InLog(Path.Combine(cluster.Nodes[0].DataFolder, "spool")).Contains(call.Id))
            throw new InvalidOperationException("The log does not hold the answer that was committed last.");
        var states = await db.ModelCalls.Select(c => c.State).Distinct().ToListAsync();
        if (Enum.GetValues<CallState>().Except(states).ToList() is { Count: > 0 } missing)
            throw new InvalidOperationException($"No call was left {string.Join(", ", missing)}.");
    }

    private async Task CancelAsync(RunId run)
    {
        if (!await cluster.PostAsync($"/api/v1/runs/{run}/cancel", new JsonObject { ["mode"] = "abort", ["reason"] = "a test" }))
            throw new InvalidOperationException($"The run {run} was not cancelled.");
    }

    private Task<FakeReport> FailAsync(ProviderMode mode, string marker, params Fault[] faults) => cluster.ProviderOf(mode).ControlAsync(
        new FakeControl { AddFaults = [.. faults.Select(f => f with { Containing = marker, Times = f.Times ?? 1 })] });

    private async Task StandsAsync(RunId run, params CallState[] states)
    {
        await using var db = cluster.Open();
        await cluster.UntilAsync(
            async () => (await db.ModelCalls.Where(c => c.RunId == run).Select(c => c.State).ToListAsync()).Order().SequenceEqual(states.Order()),
            $"the calls of {run} to be {string.Join(", ", states)}");
    }
}

using System.Text.Json;
using GenOps.Chaos.Cluster;
using GenOps.Core;
using GenOps.Core.Blobs;
using GenOps.Core.Calls;
using GenOps.Core.Data;
using GenOps.Core.Inference;
using GenOps.Core.Runs;
using GenOps.Core.Starts.Schedules;
using GenOps.FakeProvider.Bills;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Chaos.Invariants;

/// <summary>
/// The promises of the paid-call protocol, held against the provider's own bills. To be asked when nothing is under way.
/// </summary>
public static class ChaosInvariants
{
    private static readonly CallState[] AtOrPastSending =
    [
        CallState.Sending, CallState.Responded, CallState.Applied, CallState.Unusable, CallState.InDoubt,
        CallState.Resubmitted, CallState.WrittenOff, CallState.LateCharge,
    ];

    private static readonly CallState[] Answered = [CallState.Responded, CallState.Applied, CallState.Unusable, CallState.LateCharge];

    private static readonly CallState[] GivenUp = [CallState.Resubmitted, CallState.LateCharge, CallState.WrittenOff];

    /// <summary>Every violation, in plain words; empty when all promises are kept.</summary>
    /// <param name="db">The database.</param>
    /// <param name="bills">All bills of all providers.</param>
    /// <param name="spools">The spool folders of all nodes.</param>
    public static async Task<IReadOnlyList<string>> CheckAsync(GenOpsDbContext db, IReadOnlyList<Bill> bills, IEnumerable<string> spools)
    {
        var calls = await db.ModelCalls.AsNoTracking().ToListAsync();
        var booked = (await db.LedgerEntries.AsNoTracking().Where(e => e.CallId != null).Select(e => new { e.CallId, e.Amount.Nanos }).ToListAsync())
            .GroupBy(e => e.CallId!.Value).ToDictionary(g => g.Key, g => g.Sum(e => e.Nanos));
        return
        [
            .. AgainstBills(calls, bills, booked),
            .. await RunsAsync(db),
            .. await SameOutputsAsync(db),
            .. (await StuckQuery.UnfinishedAsync(db)).Select(s => "stuck: " + s),
            .. spools.SelectMany(s => SpoolRemains.Of(s, calls.Where(c => Answered.Contains(c.State)).Select(c => c.Id).ToHashSet())).Select(r => $"left in the spool: {r}"),
        ];
    }

    /// <summary>Bills per call ≤ 1; bills per call slot ≤ 1 + resubmissions; every bill has a sent call; ledger ≥ bills, equal once known.</summary>
    private static IEnumerable<string> AgainstBills(List<ModelCall> calls, IReadOnlyList<Bill> bills, Dictionary<ModelCallId, long> booked)
    {
        var byId = calls.ToDictionary(c => c.Id.ToString());
        foreach (var bill in bills.Where(b => b.IdempotencyKey is null || !byId.ContainsKey(b.IdempotencyKey)))
            yield return $"bill {bill.Id} belongs to no call";
        var billed = bills.Where(b => b.IdempotencyKey is not null && byId.ContainsKey(b.IdempotencyKey)).GroupBy(b => b.IdempotencyKey!).ToDictionary(g => g.Key, g => g.ToList());
        foreach (var (key, of) in billed)
        {
            var call = byId[key];
            if (of.Count > 1) yield return $"call {key} ({call.State}) was billed {of.Count} times";
            if (!AtOrPastSending.Contains(call.State)) yield return $"call {key} was billed and is {call.State}";
            var ledger = booked.GetValueOrDefault(call.Id);
            var due = of.Sum(BillMath.Nanos);
            if (ledger < due) yield return $"call {key} ({call.State}) was billed {due} and {ledger} are booked";
        }

        foreach (var call in calls.Where(IsKnown))
        {
            var (due, ledger) = (billed.TryGetValue(call.Id.ToString(), out var of) ? of.Sum(BillMath.Nanos) : 0, booked.GetValueOrDefault(call.Id));
            if (ledger != due) yield return $"call {call.Id} ({call.State}) is known to have cost {due} and {ledger} are booked";
        }

        foreach (var call in calls.Where(c => Answered.Contains(c.State) && !billed.ContainsKey(c.Id.ToString())))
            yield return $"call {call.Id} is {call.State} without a bill";
        foreach (var slot in calls.GroupBy(c => (c.StepRunId, c.Generation, c.Ordinal)))
        {
            var paid = slot.Sum(c => billed.TryGetValue(c.Id.ToString(), out var of) ? of.Count : 0);
            var allowed = 1 + slot.Count(c => GivenUp.Contains(c.State));
            if (paid > allowed) yield return $"step {slot.Key.StepRunId} call {slot.Key.Ordinal} was billed {paid} times, {allowed} are allowed";
        }
    }

    /// <summary>True where it is known whether and what it was charged: there is an answer, or its provider had every time to list one.</summary>
    private static bool IsKnown(ModelCall call) =>
        Answered.Contains(call.State) || (call.State == CallState.Resubmitted && ProviderMode.Asked.Contains(call.Provider));

    /// <summary>A run that ended has ended steps, a run with work left has not ended, and an occurrence has one run.</summary>
    private static async Task<List<string>> RunsAsync(GenOpsDbContext db)
    {
        var problems = new List<string>();
        var runs = await db.Runs.AsNoTracking().Select(r => new { r.Id, r.State, r.Trigger }).ToListAsync();
        var open = (await db.StepRuns.AsNoTracking().Select(s => new { s.RunId, s.State, s.StepId }).ToListAsync())
            .Where(s => !StepRun.IsFinal(s.State)).ToLookup(s => s.RunId);
        foreach (var run in runs)
        {
            var left = open[run.Id].ToList();
            if (Run.IsFinal(run.State) && left.Count > 0) problems.Add($"run {run.Id} is {run.State}, and its step {left[0].StepId} is {left[0].State}");
            if (!Run.IsFinal(run.State) && left.Count == 0) problems.Add($"run {run.Id} is {run.State} with nothing left to do");
        }

        var planned = await db.Set<ScheduleOccurrence>().CountAsync(o => o.RunId != null);
        var started = runs.Count(r => r.Trigger == "schedule");
        if (planned != started) problems.Add($"{planned} occurrences of schedules started {started} runs");
        return problems;
    }

    /// <summary>Whatever happened on the way: the same pipeline on the same notes gives the same outputs.</summary>
    private static async Task<List<string>> SameOutputsAsync(GenOpsDbContext db)
    {
        var runs = await db.Runs.AsNoTracking().Where(r => r.State == RunState.Succeeded)
            .OrderBy(r => r.TriggeredAt).Select(r => new { r.Id, r.VersionId, r.InputHash }).ToListAsync();
        var outputs = (await db.StepRuns.AsNoTracking().Select(s => new { s.RunId, s.StepId, s.Item, s.OutputHash }).ToListAsync())
            .ToLookup(s => s.RunId);
        var notes = new Dictionary<BlobHash, string>();
        foreach (var hash in runs.Select(r => r.InputHash).Distinct())
        {
            using var input = JsonDocument.Parse(await BlobStore.GetAsync(db, hash, CancellationToken.None));
            notes[hash] = input.RootElement.TryGetProperty("notes", out var text) ? text.ToString() : "";
        }

        return
        [
            .. from run in runs
               group run by (run.VersionId, Notes: notes[run.InputHash]) into same
               let expected = Print(same.First().Id)
               from other in same.Skip(1)
               where Print(other.Id) != expected
               select $"run {other.Id} made other outputs than run {same.First().Id} of the same input",
        ];

        string Print(RunId run) => string.Join(' ', outputs[run].OrderBy(s => s.StepId, StringComparer.Ordinal).ThenBy(s => s.Item).Select(s => $"{s.StepId}[{s.Item}]={s.OutputHash}"));
    }
}

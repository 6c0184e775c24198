using GenOps.Core.Inference;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace GenOps.EndToEnd.Tests.Crash;

/// <summary>
/// The promise of the paid-call protocol against kill -9: no result is lost, no charge goes unrecorded, and nothing is
/// paid twice but by policy. The seed is printed, so that a failure can be played again by GENOPS_CRASH_SEED.
/// </summary>
public sealed class RandomKillTests(ITestOutputHelper output)
{
    private static readonly CallState[] AtOrPastSending =
    [
        CallState.Sending, CallState.Responded, CallState.Applied, CallState.Unusable, CallState.InDoubt,
        CallState.Resubmitted, CallState.WrittenOff, CallState.LateCharge, CallState.Rejected,
    ];

    [Fact]
    public async Task Kill_TwoHundredRunsWithLookUp_EveryRunEndsAndTheLedgerEqualsTheBills()
    {
        await using var scene = await CrashScene.StartAsync(Seed(), lookUp: true);
        await scene.RunThroughKillsAsync(runs: 200, kills: 12);
        await scene.SettleAsync();

        await using var db = scene.Open();
        Assert.True(await db.Runs.CountAsync() >= 200);
        Assert.All(await db.Runs.Select(r => r.State).ToListAsync(), state => Assert.Equal(RunState.Succeeded, state));
        Assert.Equal(0, await db.ModelCalls.CountAsync(c => c.State == CallState.InDoubt || c.State == CallState.Sending || c.State == CallState.Intent));
        await DemandInvariantsAsync(scene);
        Assert.Equal(CrashScene.BilledNanos(scene.Provider.Bills()), await db.LedgerEntries.SumAsync(e => e.Amount.Nanos));
    }

    [Fact]
    public async Task Kill_WithoutLookUp_HoldsWhatIsInDoubtAndBooksAtLeastTheBills()
    {
        await using var scene = await CrashScene.StartAsync(Seed() + 1, lookUp: false);
        await scene.RunThroughKillsAsync(runs: 60, kills: 6);
        await scene.SettleAsync();

        await using var db = scene.Open();
        await DemandInvariantsAsync(scene);
        var held = await db.Holds.Where(h => h.ReleasedAt == null).Select(h => h.Target).ToListAsync();
        var doubtful = await db.ModelCalls.Where(c => c.State == CallState.InDoubt).Select(c => c.StepRunId).ToListAsync();
        Assert.All(doubtful, step => Assert.Contains(step.ToString(), held));
        var unfinished = await db.Runs.Where(r => r.State != RunState.Succeeded).Select(r => r.Id).ToListAsync();
        var runsInDoubt = await db.ModelCalls.Where(c => c.State == CallState.InDoubt).Select(c => c.RunId).Distinct().ToListAsync();
        Assert.Equal(runsInDoubt.Order(RunOrder).ToList(), unfinished.Order(RunOrder).ToList());
        Assert.True(await db.LedgerEntries.SumAsync(e => e.Amount.Nanos) >= CrashScene.BilledNanos(scene.Provider.Bills()));
    }

    private static Comparer<Core.RunId> RunOrder => Comparer<Core.RunId>.Create((a, b) => a.Value.CompareTo(b.Value));

    private int Seed()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("GENOPS_CRASH_SEED"), out var given) ? given : Random.Shared.Next(1, 1_000_000);
        output.WriteLine($"GENOPS_CRASH_SEED={seed}");
        return seed;
    }

    /// <summary>The invariants of the protocol, on the provider's own bills.</summary>
    private static async Task DemandInvariantsAsync(CrashScene scene)
    {
        await using var db = scene.Open();
        var calls = await db.ModelCalls.AsNoTracking().ToDictionaryAsync(c => c.Id.ToString());
        var bills = scene.Provider.Bills();
        Assert.NotEmpty(bills);
        Assert.All(bills, bill => Assert.Contains(bill.IdempotencyKey!, calls.Keys));
        Assert.All(bills, bill => Assert.Contains(calls[bill.IdempotencyKey!].State, AtOrPastSending));
        Assert.All(bills.GroupBy(b => b.IdempotencyKey), sent => Assert.Single(sent));
        var slots = calls.Values.GroupBy(c => (c.StepRunId, c.Generation, c.Ordinal))
            .ToDictionary(g => g.Key, g => 1 + g.Count(c => c.State is CallState.Resubmitted or CallState.LateCharge));
        Assert.All(
            bills.Select(b => calls[b.IdempotencyKey!]).GroupBy(c => (c.StepRunId, c.Generation, c.Ordinal)),
            slot => Assert.True(slot.Count() <= slots[slot.Key], $"{slot.Count()} bills for one call of step {slot.Key.StepRunId}"));
    }
}

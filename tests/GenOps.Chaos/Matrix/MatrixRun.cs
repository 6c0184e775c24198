using GenOps.Chaos.Cluster;
using GenOps.Core;
using GenOps.Core.Data;
using GenOps.Core.Faults;
using GenOps.Core.Inference;
using GenOps.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Chaos.Matrix;

/// <summary>What came of one cell.</summary>
/// <param name="Cell">Which.</param>
/// <param name="Reached">False when its fault keeps its run from ever coming to the point.</param>
/// <param name="End">The run's state, or that it is held.</param>
/// <param name="Bills">How many bills its first call has.</param>
public sealed record CellResult(MatrixCell Cell, bool Reached, string End, int Bills);

/// <summary>
/// Plays cells. The runs of a round are under way at once, each waits at its own crash point, and one kill ends them all:
/// so the power goes with every call in another state, and the recovery meets them together.
/// </summary>
public sealed class MatrixRun(ChaosCluster cluster, Action<string> say)
{
    private const string Notes = "Release 7: search is twice as fast. Dark mode arrives on phones. Exports to CSV are complete.";

    /// <summary>As few cells as cover every two of crash point, fault and mode.</summary>
    public static IReadOnlyList<MatrixCell> PairwiseCells(bool isHot) => Pairwise.Cover(MatrixCell.Full(isHot), c => [c.Point, c.Fault, c.Mode]);

    /// <summary>Plays all cells, in rounds, on a cluster that is up.</summary>
    /// <exception cref="TimeoutException">A run is stuck.</exception>
    public async Task<IReadOnlyList<CellResult>> PlayAsync(IReadOnlyCollection<MatrixCell> cells, int perRound = 48)
    {
        var results = new List<CellResult>();
        foreach (var mode in ProviderMode.All) await cluster.StartRunAsync(mode, Notes);
        await cluster.SettleAsync();
        foreach (var round in Rounds(cells, perRound))
        {
            results.AddRange(await RoundAsync(round));
            say($"{results.Count} of {cells.Count} cells");
        }

        return results;
    }

    /// <summary>
    /// While the dispatcher stands nobody is told of any run, so its point takes rounds of its own. So does K2, and smaller ones: until all
    /// sweeps stand too, each of three servers may take such a run.
    /// </summary>
    private static IEnumerable<MatrixCell[]> Rounds(IReadOnlyCollection<MatrixCell> cells, int perRound) => cells
        .GroupBy(c => c.Point is CrashPoint.RunCommitted or CrashPoint.Taken ? c.Point : CrashPoint.Applied)
        .SelectMany(g => g.Chunk(g.Key == CrashPoint.Taken ? perRound / 3 : perRound));

    private async Task<List<CellResult>> RoundAsync(MatrixCell[] round)
    {
        await PlanFaultsAsync(round);
        cluster.Plans.Hold();
        var runs = new Dictionary<MatrixCell, RunId>();
        foreach (var cell in round) runs[cell] = await cluster.StartRunAsync(cell.Mode, Notes, cell.Marker);
        foreach (var (cell, run) in Planned(runs)) cluster.Plans.Plan(run, cell.Plan);
        cluster.Plans.Release();
        await UntilAllStandAsync(Planned(runs));
        var reached = runs.Where(r => cluster.Plans.ReachedBy(r.Value) == r.Key.Point || r.Key.Point == CrashPoint.RunCommitted).Select(r => r.Key).ToHashSet();
        await cluster.KillAllAsync();
        await cluster.RestartAllAsync();
        await cluster.SettleAsync();
        return await ResultsAsync(runs, reached);
    }

    /// <summary>One stop of the dispatcher stops it for all.</summary>
    private static List<KeyValuePair<MatrixCell, RunId>> Planned(Dictionary<MatrixCell, RunId> runs) =>
        runs.First().Key.Point == CrashPoint.RunCommitted ? [runs.First()] : [.. runs];

    private async Task PlanFaultsAsync(MatrixCell[] round)
    {
        foreach (var group in round.GroupBy(c => cluster.ProviderOf(c.Mode)))
            await group.Key.FailAsync([.. group.Select(c => c.ProviderPlan).OfType<FakeProvider.Faults.Fault>()]);
    }

    /// <summary>Until every run waits at its point, or its fault has led it past all of them.</summary>
    private async Task UntilAllStandAsync(List<KeyValuePair<MatrixCell, RunId>> runs)
    {
        await cluster.UntilAsync(
            async () =>
            {
                var left = runs.Where(r => cluster.Plans.ReachedBy(r.Value) is null).Select(r => r.Value).ToList();
                if (left.Count == 0) return true;
                await using var db = cluster.Open();
                var held = (await db.Holds.Where(h => h.ReleasedAt == null).Select(h => h.Target).ToListAsync()).ToHashSet();
                var open = await db.StepRuns.Where(s => left.Contains(s.RunId) && (s.State == StepState.Ready || s.State == StepState.Running))
                    .Select(s => s.Id).ToListAsync();
                return open.All(s => held.Contains(s.ToString()));
            },
            "all runs to come to their crash points or to end");
    }

    private async Task<List<CellResult>> ResultsAsync(Dictionary<MatrixCell, RunId> runs, HashSet<MatrixCell> reached)
    {
        await using var db = cluster.Open();
        var bills = cluster.Bills().ToLookup(b => b.IdempotencyKey);
        var results = new List<CellResult>();
        foreach (var (cell, id) in runs)
        {
            var run = await db.Runs.AsNoTracking().SingleAsync(r => r.Id == id);
            var first = await FirstCallAsync(db, id);
            results.Add(new CellResult(cell, reached.Contains(cell), run.State == RunState.Running ? "Held" : run.State.ToString(), first.Sum(c => bills[c.Id.ToString()].Count())));
        }

        return results;
    }

    private static async Task<List<ModelCall>> FirstCallAsync(GenOpsDbContext db, RunId run)
    {
        var step = await db.StepRuns.Where(s => s.RunId == run && s.StepId == "facts").Select(s => s.Id).SingleAsync();
        return await db.ModelCalls.AsNoTracking().Where(c => c.StepRunId == step && c.Ordinal == 0).ToListAsync();
    }
}

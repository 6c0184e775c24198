using System.Diagnostics;
using System.Text.Json;
using GenOps.Chaos.Cluster;
using GenOps.Chaos.Kills;
using GenOps.Chaos.Matrix;
using GenOps.Chaos.Safeguards;
using GenOps.Chaos.Upgrade;

namespace GenOps.Chaos;

/// <summary>
/// Kills GenOps, and says whether it kept its promises:
/// <c>--kills N [--seed S] [--storage sqlite|postgres] [--nodes N] [--path hot|slow]</c> at random moments,
/// <c>--sums N</c> while the sums of the figures are kept, <c>--matrix full|pairwise</c> at every crash point. <c>--leave FILE</c> packs what a kill with calls in every state leaves. Exit code 0 without a violation, 1 with one, 2 for wrong arguments.
/// </summary>
public static class ChaosProgram
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task<int> Main(string[] args)
    {
        if (WeakenedServer.Serve(args) is { } served) return await served;
        if (ChaosOptions.Read(args) is not { } options)
        {
            await Console.Error.WriteLineAsync(ChaosOptions.Usage);
            return 2;
        }

        Console.WriteLine($"seed {options.Seed}, {options.Storage}, {options.Nodes} server{(options.Nodes > 1 ? "s" : "")}, the {(options.IsHot ? "hot" : "slow")} way");
        var took = Stopwatch.StartNew();
        await using var cluster = await ChaosCluster.StartAsync(new ChaosStart
        {
            Storage = options.Storage,
            Nodes = options.Nodes,
            IsHot = options.IsHot && options.Leave is null,
        });
        var violations = new List<string>();
        if (options.Matrix is { } matrix) violations.AddRange(await MatrixAsync(cluster, matrix, options, took));
        if (options.Kills > 0) violations.AddRange(await KillsAsync(cluster, options, took));
        if (options.Sums > 0) violations.AddRange(await new SumKills(cluster, options.Seed, Console.WriteLine).PlayAsync(options.Sums));
        if (options.Leave is { } file)
        {
            await new KilledScene(cluster).PlayAsync();
            await KilledArchive.WriteAsync(cluster, file);
        }

        foreach (var violation in violations) Console.WriteLine($"VIOLATION {violation}");
        return violations.Count == 0 ? 0 : 1;
    }

    private static async Task<IReadOnlyList<string>> MatrixAsync(ChaosCluster cluster, string matrix, ChaosOptions options, Stopwatch took)
    {
        var cells = matrix == "full" ? MatrixCell.Full(options.IsHot).ToList() : MatrixRun.PairwiseCells(options.IsHot);
        var results = await new MatrixRun(cluster, Console.WriteLine).PlayAsync(cells);
        var violations = await cluster.ViolationsAsync();
        ChaosTable.Write(results, Console.Out);
        Print(new
        {
            matrix,
            storage = options.Storage.ToString(),
            nodes = options.Nodes,
            cells = results.Count,
            reached = results.Count(r => r.Reached),
            ends = results.GroupBy(r => r.End).OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count()),
            violations = violations.Count,
            seconds = Math.Round(took.Elapsed.TotalSeconds),
        });
        return violations;
    }

    private static async Task<IReadOnlyList<string>> KillsAsync(ChaosCluster cluster, ChaosOptions options, Stopwatch took)
    {
        var summary = await new RandomKills(cluster, options.Seed, Console.WriteLine).PlayAsync(options.Kills);
        Print(new
        {
            seed = options.Seed,
            storage = options.Storage.ToString(),
            nodes = options.Nodes,
            summary.Kills,
            summary.DuringStart,
            summary.Runs,
            summary.Held,
            summary.Calls,
            summary.Bills,
            violations = summary.Violations.Count,
            seconds = Math.Round(took.Elapsed.TotalSeconds),
        });
        return summary.Violations;
    }

    private static void Print(object summary) => Console.WriteLine(JsonSerializer.Serialize(summary, Json));
}

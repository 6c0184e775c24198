using GenOps.Chaos.Cluster;
using GenOps.Core.Runs;
using GenOps.FakeProvider.Client;
using GenOps.FakeProvider.Faults;
using GenOps.Testing.Processes;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Chaos.Kills;

/// <summary>What a series of random kills left.</summary>
/// <param name="Kills">How often a server was killed.</param>
/// <param name="DuringStart">How many of them before it took requests, in the middle of its recovery.</param>
/// <param name="Runs">Runs started.</param>
/// <param name="Held">Runs that wait for a person, by policy.</param>
/// <param name="Calls">Calls recorded.</param>
/// <param name="Bills">Bills of the providers.</param>
/// <param name="Violations">In plain words; empty when every promise was kept.</param>
public sealed record KillSummary(int Kills, int DuringStart, int Runs, int Held, int Calls, int Bills, IReadOnlyList<string> Violations);

/// <summary>Kills servers at random moments while runs go on and the providers fail now and then.</summary>
public sealed class RandomKills(ChaosCluster cluster, int seed, Action<string> say)
{
    private static readonly string[] Notes =
    [
        "Release 1: search is faster. Dark mode arrives. Exports to CSV.",
        "Release 2: sign-in takes one step. Reports print on one page. Old themes are gone.",
        "Release 3: three bugs of the importer are mended. The manual has pictures.",
    ];

    private readonly Random random = new(seed);
    private int duringStart;

    /// <summary>Kills, lets everything come to rest every so often, and checks.</summary>
    /// <param name="kills">How often.</param>
    /// <param name="checkEvery">After how many kills everything comes to rest and is checked.</param>
    public async Task<KillSummary> PlayAsync(int kills, int checkEvery = 50)
    {
        foreach (var mode in ProviderMode.All) await cluster.StartRunAsync(mode, Notes[0]);

        await cluster.SettleAsync();
        await FailNowAndThenAsync();
        var violations = new List<string>();
        var startTime = TimeSpan.FromSeconds(3);
        for (var kill = 1; kill <= kills && violations.Count == 0; kill++)
        {
            var victim = cluster.Nodes[random.Next(cluster.Nodes.Count)];
            var began = TimeProvider.System.GetTimestamp();
            await KillOnceAsync(victim, startTime);
            // Measured, since how long a start takes decides where in it a random kill falls.
            startTime = (startTime * 0.8) + (TimeSpan.FromSeconds(1) * 0.2) + (TimeProvider.System.GetElapsedTime(began) * 0.1);
            if (kill % 10 == 0) say($"{kill} of {kills} kills");
            if (kill % checkEvery != 0 && kill != kills) continue;
            violations.AddRange(await CheckAsync());
            say($"at rest after {kill} kills: {violations.Count} violations");
        }

        return await SummaryAsync(kills, violations);
    }

    /// <summary>One life of one server: runs are started as soon as it takes them, and it dies before, while or after that.</summary>
    private async Task KillOnceAsync(GenOpsProcess victim, TimeSpan startTime)
    {
        if (victim.IsRunning)
        {
            using var cut = new CancellationTokenSource();
            var first = new TaskCompletionSource();
            var starting = StartRunsAsync(first, cut.Token);
            // The first request of a life takes long; most lives last until there is work to die over.
            if (random.Next(4) > 0) await Task.WhenAny(first.Task, starting);
            await Task.Delay(TimeSpan.FromSeconds(random.NextDouble() * 2.5));
            await victim.KillAsync();
            await cut.CancelAsync();
            await starting;
        }
        else
        {
            duringStart++;
            await victim.StartAndKillAsync(startTime * random.NextDouble());
        }

        // Every third life ends before it takes requests, in the middle of the recovery of the one before.
        if (random.Next(3) > 0) await victim.RestartAsync();
    }

    private async Task StartRunsAsync(TaskCompletionSource first, CancellationToken cut)
    {
        var node = random.Next(cluster.Nodes.Count);
        var plan = Enumerable.Range(0, 1 + random.Next(4))
            .Select(_ => (Mode: ProviderMode.All[random.Next(ProviderMode.All.Count)], Notes: Notes[random.Next(Notes.Length)])).ToList();
        foreach (var (mode, notes) in plan)
        {
            try
            {
                if (!cluster.Nodes[node].IsRunning) continue;
                await cluster.StartRunAsync(mode, notes, node: node, cancellationToken: cut);
                first.TrySetResult();
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // The server was killed under the request; what it had committed is in the database.
                return;
            }
        }
    }

    private async Task<IReadOnlyList<string>> CheckAsync()
    {
        await cluster.RestartAllAsync();
        try
        {
            await cluster.SettleAsync();
        }
        catch (TimeoutException e)
        {
            return [e.Message, .. await cluster.ViolationsAsync()];
        }

        return await cluster.ViolationsAsync();
    }

    private async Task FailNowAndThenAsync()
    {
        Fault[] faults =
        [
            new() { Kind = FaultKind.Drop, Probability = 0.03 },
            new() { Kind = FaultKind.CutBody, Probability = 0.03 },
            new() { Kind = FaultKind.ServerError, Bill = true, Probability = 0.02 },
            new() { Kind = FaultKind.Hang, Bill = true, Probability = 0.01 },
            new() { Kind = FaultKind.RateLimit, RetryAfterSeconds = 1, Probability = 0.03 },
            new() { Kind = FaultKind.Unavailable, Probability = 0.02 },
        ];
        foreach (FakeProviderProcess provider in (FakeProviderProcess[])[cluster.Keyed, cluster.Keyless])
            await provider.ControlAsync(new FakeProvider.FakeControl { Seed = seed, Faults = faults });
    }

    private async Task<KillSummary> SummaryAsync(int kills, IReadOnlyList<string> violations)
    {
        await using var db = cluster.Open();
        var held = await db.Runs.CountAsync(r => r.State == RunState.Running || r.State == RunState.Pending);
        return new KillSummary(kills, duringStart, await db.Runs.CountAsync(), held, await db.ModelCalls.CountAsync(), cluster.Bills().Count, violations);
    }
}

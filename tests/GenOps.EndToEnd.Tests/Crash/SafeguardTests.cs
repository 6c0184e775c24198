using GenOps.Chaos.Cluster;
using GenOps.Core.Faults;
using GenOps.FakeProvider.Faults;
using GenOps.Testing;

namespace GenOps.EndToEnd.Tests.Crash;

/// <summary>The check of the checks: with any one safeguard taken away, the invariants say so.</summary>
public sealed class SafeguardTests
{
    private static readonly ProviderMode Plain = ProviderMode.All[^1];

    [Fact]
    public async Task Without_SingleSend_TheBillsTell()
    {
        // Patient enough for the SDK's second try.
        await using var cluster = await ChaosCluster.StartAsync(new ChaosStart
        {
            Without = Safeguard.SingleSend,
            Settings = new Dictionary<string, string> { [$"GenOps__Providers__{Plain.Name}__TimeoutSeconds"] = "100" },
        });
        await cluster.Keyless.FailAsync(new Fault { Kind = FaultKind.Drop, Times = 1 });
        await cluster.StartRunAsync(Plain, StoppedNodeScene.Notes);
        await cluster.SettleAsync();

        Assert.Contains(await cluster.ViolationsAsync(), v => v.Contains("was billed 2 times", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_SendingRecorded_TheBillsTell()
    {
        await using var cluster = await ChaosCluster.StartAsync(new ChaosStart { Without = Safeguard.SendingRecorded });
        await cluster.StartRunToAsync(CrashPoint.AnswerAwaited, Plain, StoppedNodeScene.Notes);
        await cluster.KillAllAsync();
        await cluster.RestartAllAsync();
        await cluster.SettleAsync();

        Assert.Contains(await cluster.ViolationsAsync(), v => v.Contains("was billed 2 times", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_Fence_TheRunsTell()
    {
        await using var cluster = await ChaosCluster.StartAsync(new ChaosStart { Storage = DatabaseKind.Postgres, Nodes = 2, Without = Safeguard.Fence });
        await StoppedNodeScene.PlayAsync(cluster);

        Assert.Contains(await cluster.ViolationsAsync(), v => v.Contains("is Succeeded, and its step facts is ", StringComparison.Ordinal));
    }
}

using GenOps.Chaos.Cluster;
using GenOps.Chaos.Safeguards;
using GenOps.Core.Faults;
using GenOps.Core.Runs;
using GenOps.FakeProvider.Faults;
using GenOps.Testing;

namespace GenOps.EndToEnd.Tests.Crash;

/// <summary>
/// The check of the checks: with a safeguard taken away, the invariants say so. What takes no server of its own, and what only the hot way has, is
/// taken from the engine in its own tests.
/// </summary>
public sealed class SafeguardTests
{
    private static readonly ProviderMode Plain = ProviderMode.All[^1];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_SingleSend_TheBillsTell(bool isHot)
    {
        await using var cluster = await ChaosCluster.StartAsync(new ChaosStart { Without = Safeguard.SingleSend, IsHot = isHot });
        await cluster.Keyless.FailAsync(new Fault { Kind = FaultKind.Drop, Times = 1 });
        await cluster.StartRunAsync(Plain, StoppedNodeScene.Notes);
        await cluster.SettleAsync();

        Assert.Contains(await cluster.ViolationsAsync(), v => v.Contains("was billed 2 times", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_SendingRecorded_TheBillsTell()
    {
        await using var cluster = await ChaosCluster.StartAsync(new ChaosStart { Without = Safeguard.SendingRecorded, IsHot = false });
        await cluster.StartRunToAsync(CrashPoint.AnswerAwaited, Plain, StoppedNodeScene.Notes);
        await cluster.KillAllAsync();
        await cluster.RestartAllAsync();
        await cluster.SettleAsync();

        Assert.Contains(await cluster.ViolationsAsync(), v => v.Contains("was billed 2 times", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_Fence_TheRunsTell()
    {
        await using var cluster = await ChaosCluster.StartAsync(new ChaosStart { Storage = DatabaseKind.Postgres, Nodes = 2, Without = Safeguard.Fence, IsHot = false });
        // A step that has failed may become ready again, so no table of legal moves stands in for the fence.
        await cluster.Keyed.FailAsync(new Fault { Kind = FaultKind.NotJson });
        await StoppedNodeScene.PlayAsync(cluster, isHot: false, RunState.Failed);

        Assert.Contains(await cluster.ViolationsAsync(), v => v.Contains("is Failed, and its step facts is ", StringComparison.Ordinal));
    }
}

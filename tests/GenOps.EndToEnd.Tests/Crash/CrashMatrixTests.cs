using GenOps.Chaos.Cluster;
using GenOps.Chaos.Matrix;
using GenOps.Core.Faults;
using GenOps.Testing;
using Xunit.Abstractions;

namespace GenOps.EndToEnd.Tests.Crash;

/// <summary>
/// Kill -9 at every named place of a call's way, crossed with what the provider does meanwhile and what it can do for the
/// recovery. Every two values meet; the full product, on both ways on each storage, is <c>dotnet run --project tests/GenOps.Chaos -- --matrix full</c>.
/// </summary>
public abstract class CrashMatrixTests(DatabaseKind storage, ITestOutputHelper output)
{
    private protected async Task PlayAsync(bool isHot)
    {
        await using var cluster = await ChaosCluster.StartAsync(new ChaosStart { Storage = storage, IsHot = isHot });

        var results = await new MatrixRun(cluster, output.WriteLine).PlayAsync(MatrixRun.PairwiseCells(isHot));

        Assert.Empty(await cluster.ViolationsAsync());
        Assert.All(MatrixCell.PointsOf(isHot), point => Assert.Contains(results, r => r.Cell.Point == point && r.Reached));
        // Who can be asked, or honours its keys, is never paid twice and never makes a run wait for a person.
        Assert.All(results.Where(r => r.Cell.Mode.LookUp || r.Cell.Mode.Idempotent), r => Assert.Equal((r.Cell, 1, "Succeeded"), (r.Cell, r.Bills, r.End)));
        // Who can do neither is asked again once, by policy, where the power went while the answer was under way.
        Assert.All(results.Where(r => IsCertain(r.Cell)), r => Assert.Equal((r.Cell, 1, "Succeeded"), (r.Cell, r.Bills, r.End)));
        Assert.All(results, r => Assert.InRange(r.Bills, 1, 2));
    }

    /// <summary>Before the sending is recorded nothing was paid; once the answer is on a disk nothing is paid again.</summary>
    private static bool IsCertain(MatrixCell cell) =>
        cell.Fault == ProviderFault.None
        && cell.Point is not (CrashPoint.SendingRecorded or CrashPoint.AnswerAwaited or CrashPoint.BodyBegun);
}

public sealed class CrashMatrixOnSqlite(ITestOutputHelper output) : CrashMatrixTests(DatabaseKind.Sqlite, output)
{
    [Fact]
    public Task Kill_AtEveryCrashPointOfTheHotWay_KeepsEveryPromise() => PlayAsync(isHot: true);
}

public sealed class CrashMatrixOnPostgres(ITestOutputHelper output) : CrashMatrixTests(DatabaseKind.Postgres, output)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Kill_AtEveryCrashPointOfAWay_KeepsEveryPromise(bool isHot) => PlayAsync(isHot);
}

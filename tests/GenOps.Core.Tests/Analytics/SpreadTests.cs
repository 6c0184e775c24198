using GenOps.Core.Analytics.Rollups;

namespace GenOps.Core.Tests.Analytics;

public sealed class SpreadTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Add_InAnyOrderAndParts_GivesTheSameBytes(int seed)
    {
        var random = new Random(seed);
        List<(int Class, RollupAmount Amount)> all =
        [
            .. Enumerable.Range(0, 500).Select(_ => (random.Next(1, 300), new RollupAmount(random.NextInt64(-1_000_000_000_000, 1_000_000_000_000), random.Next(-3, 4)))),
        ];

        var whole = Spread.Of(all);
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(all));
        var parts = new Spread();
        foreach (var part in all.Chunk(random.Next(1, 60))) parts.Add(Spread.Of(part).ToBytes());

        Assert.Equal(whole.ToBytes(), parts.ToBytes());
        Assert.Equal(all.Sum(a => a.Amount.Amount), parts.Amounts.Values.Sum(a => a.Amount));
        Assert.Equal(all.Sum(a => a.Amount.Rows), parts.Amounts.Values.Sum(a => a.Rows));
        Assert.All(all.GroupBy(a => a.Class), g => Assert.Equal(g.Sum(a => a.Amount.Amount), parts.Amounts.GetValueOrDefault(g.Key).Amount));
    }

    [Fact]
    public void Add_WhatWasTakenOut_LeavesNothing()
    {
        var spread = Spread.Of([(7, new RollupAmount(100, 1)), (9, new RollupAmount(50, 2))]);

        spread.Add(Spread.Of([(7, new RollupAmount(-100, -1)), (9, new RollupAmount(-50, -1))]).ToBytes());

        Assert.Equal([(9, new RollupAmount(0, 1))], spread.Amounts.Select(a => (a.Key, a.Value)));
    }

    [Fact]
    public void Add_BytesCutOff_Refuses()
    {
        var bytes = Spread.Of([(7, new RollupAmount(100, 1))]).ToBytes();

        Assert.Throws<EndOfStreamException>(() => new Spread().Add(bytes[..^1]));
    }
}

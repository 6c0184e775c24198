using GenOps.Chaos.Matrix;

namespace GenOps.EndToEnd.Tests.Crash;

public sealed class PairwiseTests
{
    [Fact]
    public void Cover_ThreeFactors_MeetsEveryPairWithFewerCombinations()
    {
        var all = (from a in Enumerable.Range(0, 4) from b in Enumerable.Range(0, 3) from c in Enumerable.Range(0, 3) select (a, b, c)).ToList();

        var chosen = Pairwise.Cover(all, x => [x.a, x.b, x.c]);

        Assert.InRange(chosen.Count, 12, 16);
        Assert.Equal(12, chosen.Select(x => (x.a, x.b)).Distinct().Count());
        Assert.Equal(12, chosen.Select(x => (x.a, x.c)).Distinct().Count());
        Assert.Equal(9, chosen.Select(x => (x.b, x.c)).Distinct().Count());
    }

    [Fact]
    public void PairwiseCells_OfTheMatrix_AreAThirdOfTheFullProduct() =>
        Assert.InRange(MatrixRun.PairwiseCells(isHot: false).Count, 50, MatrixCell.Full(isHot: false).Count() / 3);
}

using GenOps.Core.Analytics;

namespace GenOps.Core.Tests.Analytics;

public sealed class StatisticsTests
{
    // Worked by hand from the formula, z = 1.95996: 0 of 10 → z² ÷ (10 + z²) = 0.2775; 5 of 10 → 0.5 ± 0.2634.
    [Theory]
    [InlineData(0, 10, 0.0, 0.2775)]
    [InlineData(10, 10, 0.7225, 1.0)]
    [InlineData(5, 10, 0.2366, 0.7634)]
    public void Wilson_HandCases_AgreeToFourDigits(int hits, int cases, double low, double high)
    {
        var interval = WilsonInterval.Of(hits, cases);

        Assert.Equal((decimal)low, Math.Round(interval.Low, 4));
        Assert.Equal((decimal)high, Math.Round(interval.High, 4));
    }

    // 3 of 4 against 1 of 4: (C(4,3)·C(4,1) + C(4,4)·C(4,0)) ÷ C(8,4) = 17 ÷ 70. 4 of 4 against 0 of 4: 1 ÷ 70.
    [Theory]
    [InlineData(3, 4, 1, 4, 17.0 / 70)]
    [InlineData(4, 4, 0, 4, 1.0 / 70)]
    [InlineData(0, 4, 0, 4, 1)]
    [InlineData(2, 2, 0, 0, 1)]
    public void Fisher_HandCases_AreExact(int hits, int cases, int hitsBefore, int casesBefore, double chance) =>
        Assert.Equal(chance, FisherExact.AtLeast(hits, cases, hitsBefore, casesBefore), 10);

    // The formula as it stands: every table with the same margins and at least as many hits, added up.
    [Theory]
    [InlineData(1, 40)]
    [InlineData(2, 3_000)]
    [InlineData(3, 400_000)]
    public void Fisher_AnyTable_IsTheSumOfItsTables(int seed, int most)
    {
        var random = new Random(seed);
        for (var table = 0; table < (most > 10_000 ? 5 : 200); table++)
        {
            var (cases, casesBefore, share) = (random.Next(1, most), random.Next(1, most), random.NextDouble());
            var (hits, hitsBefore) = (Near(random, cases, share), Near(random, casesBefore, share));
            var (allHits, all) = (hits + hitsBefore, cases + casesBefore);
            var logs = new double[all + 1];
            for (var n = 2; n <= all; n++) logs[n] = logs[n - 1] + Math.Log(n);
            double Choose(int n, int k) => logs[n] - logs[k] - logs[n - k];
            var chance = Enumerable.Range(hits, Math.Min(cases, allHits) - hits + 1).Where(k => cases - k <= all - allHits)
                .Sum(k => Math.Exp(Choose(allHits, k) + Choose(all - allHits, cases - k) - Choose(all, cases)));

            Assert.Equal(chance, FisherExact.AtLeast(hits, cases, hitsBefore, casesBefore), 6);
        }
    }

    // Close enough to what is expected for the chance to be neither 0 nor 1.
    private static int Near(Random random, int cases, double share) =>
        Math.Clamp((int)((cases * share) + ((random.NextDouble() - 0.5) * 3 * Math.Sqrt(cases))), 0, cases);
}

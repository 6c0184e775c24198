namespace GenOps.Core.Analytics;

/// <summary>The Wilson score interval of a share.</summary>
public static class WilsonInterval
{
    // The two-sided 95 % quantile of the normal distribution.
    private const double Z = 1.959963984540054;

    /// <summary>Where the true share lies with 95 % confidence.</summary>
    /// <param name="hits">How many cases had it; 0 to <paramref name="cases"/>.</param>
    /// <param name="cases">How many there were; above 0.</param>
    public static KpiInterval Of(decimal hits, decimal cases)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cases);
        var n = (double)cases;
        var share = (double)hits / n;
        var scale = 1 + (Z * Z / n);
        var centre = (share + (Z * Z / (2 * n))) / scale;
        var half = Z / scale * Math.Sqrt((share * (1 - share) / n) + (Z * Z / (4 * n * n)));
        return new KpiInterval(
            hits == 0 ? 0 : (decimal)Math.Max(0, centre - half),
            hits == cases ? 1 : (decimal)Math.Min(1, centre + half));
    }
}

/// <summary>Fisher's exact test, one-sided: holds also for the few cases a new version has.</summary>
public static class FisherExact
{
    /// <summary>
    /// How likely chance alone gives the first group at least as many hits, when both groups are alike.
    /// 1 where a group is empty.
    /// </summary>
    public static double AtLeast(int hits, int cases, int hitsBefore, int casesBefore)
    {
        if (cases == 0 || casesBefore == 0) return 1;
        var all = cases + casesBefore;
        var allHits = hits + hitsBefore;
        var logFactorials = LogFactorials(all);
        double Choose(int n, int k) => logFactorials[n] - logFactorials[k] - logFactorials[n - k];
        double sum = 0;
        for (var k = hits; k <= Math.Min(cases, allHits); k++)
        {
            if (cases - k > all - allHits) continue;
            sum += Math.Exp(Choose(allHits, k) + Choose(all - allHits, cases - k) - Choose(all, cases));
        }

        return Math.Min(1, sum);
    }

    private static double[] LogFactorials(int most)
    {
        var logs = new double[most + 1];
        for (var n = 2; n <= most; n++) logs[n] = logs[n - 1] + Math.Log(n);
        return logs;
    }
}

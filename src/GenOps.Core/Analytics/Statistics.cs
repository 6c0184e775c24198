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
    // Of what is added up already; less than a double can tell.
    private const double Negligible = 1e-17;

    private static readonly double[] Small = LogFactorials(255);

    /// <summary>
    /// How likely chance alone gives the first group at least as many hits, when both groups are alike.
    /// 1 where a group is empty.
    /// </summary>
    public static double AtLeast(int hits, int cases, int hitsBefore, int casesBefore)
    {
        if (cases == 0 || casesBefore == 0) return 1;
        var (allHits, all) = (hits + hitsBefore, cases + casesBefore);
        var misses = all - allHits;
        var (least, most) = (Math.Max(0, cases - misses), Math.Min(cases, allHits));
        if (hits <= least) return 1;
        // The tail that does not hold the middle: its terms only fall, so that few of them count, however many cases there are.
        return hits > (double)cases * allHits / all ? Tail(hits, 1) : 1 - Tail(hits - 1, -1);

        double Tail(int first, int step)
        {
            var term = Math.Exp(LogChoose(allHits, first) + LogChoose(misses, cases - first) - LogChoose(all, cases));
            double sum = 0;
            for (var k = first; k >= least && k <= most && term > sum * Negligible; k += step)
            {
                sum += term;
                term *= step > 0
                    ? (allHits - k) / (k + 1.0) * (cases - k) / (misses - cases + k + 1.0)
                    : k / (allHits - k + 1.0) * (misses - cases + k) / (cases - k + 1.0);
            }

            return Math.Min(1, sum);
        }
    }

    private static double LogChoose(int n, int k) => LogFactorial(n) - LogFactorial(k) - LogFactorial(n - k);

    // Stirling's series (NIST Digital Library of Mathematical Functions, 5.11.1); what it leaves out is below 1e-15 from here on.
    private static double LogFactorial(int n)
    {
        if (n < Small.Length) return Small[n];
        var x = n + 1.0;
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + (1 / (12 * x)) - (1 / (360 * x * x * x));
    }

    private static double[] LogFactorials(int most)
    {
        var logs = new double[most + 1];
        for (var n = 2; n <= most; n++) logs[n] = logs[n - 1] + Math.Log(n);
        return logs;
    }
}

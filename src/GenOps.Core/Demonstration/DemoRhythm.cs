namespace GenOps.Core.Demonstration;

/// <summary>How often something begins at an hour of a day, 0 to 1.</summary>
/// <param name="hours">By the hour, UTC.</param>
/// <param name="weekend">How much of that is left on a Saturday or Sunday.</param>
internal sealed class DemoRhythm(IReadOnlyList<double> hours, double weekend)
{
    /// <summary>Customers write at all times, most of them by day.</summary>
    public static readonly DemoRhythm Customers = new(
        [.15, .1, .1, .1, .15, .25, .4, .6, .85, 1, 1, .95, .8, .85, .95, .9, .8, .7, .6, .5, .45, .35, .25, .2], 0.45);

    /// <summary>People at work.</summary>
    public static readonly DemoRhythm Office = new(
        [.02, .01, .01, .01, .02, .05, .2, .55, .9, 1, 1, .9, .55, .8, .95, .85, .6, .3, .12, .06, .05, .04, .03, .02], 0.08);

    /// <summary>By schedule, before people come.</summary>
    public static readonly DemoRhythm Mornings = new(
        [0, 0, 0, 0, .4, 1, .6, .02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0.1);

    /// <summary>How much of it falls into 24 hours, beside other stretches of 24 hours: the year has its waves, and business grows.</summary>
    /// <param name="from">UTC.</param>
    /// <param name="part">Where in the demonstration, 0 to 1.</param>
    public double WeightOf(DateTime from, double part)
    {
        var sum = 0d;
        for (var hour = 0; hour < 24; hour++) sum += At(from.AddHours(hour));
        var wave = 1 + (0.15 * Math.Cos(2 * Math.PI * (from.DayOfYear - 320) / 365d));
        var holidays = from is { Month: 12, Day: > 22 } or { Month: 1, Day: < 3 } ? 0.45 : from.Month == 8 ? 0.8 : 1;
        return sum * wave * holidays * (1 + (0.7 * part));
    }

    /// <summary>A time within 24 hours.</summary>
    /// <param name="from">Their begin, UTC.</param>
    /// <param name="random">Chance.</param>
    public DateTime Draw(DateTime from, DemoRandom random)
    {
        // By trial; a stretch that has next to nothing of it takes what comes last.
        var at = from;
        for (var trial = 0; trial < 200; trial++)
        {
            at = from.AddTicks((long)(random.Unit() * TimeSpan.TicksPerDay) / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond);
            if (random.Chance(At(at))) break;
        }

        return at;
    }

    private double At(DateTime at) => hours[at.Hour] * (at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? weekend : 1);
}

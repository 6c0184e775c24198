namespace GenOps.Core.Demonstration;

/// <summary>Somebody who decides on outputs. Nobody of that name has an account.</summary>
/// <param name="Name">For rows and pages.</param>
/// <param name="Share">How much of the reviews is theirs; the shares sum to 1.</param>
/// <param name="Pace">How long they take, 1 for the usual.</param>
/// <param name="Strictness">How readily they reject, 1 for the usual.</param>
/// <param name="Mending">How readily they mend, 1 for the usual.</param>
/// <param name="FromHour">When their eight hours begin, UTC.</param>
internal sealed record DemoReviewer(string Name, double Share, double Pace, double Strictness, double Mending, int FromHour)
{
    private const int Hours = 8;

    public static readonly IReadOnlyList<DemoReviewer> All =
    [
        new("Ines Duarte", 0.30, 0.7, 0.8, 0.7, 7),
        new("Tomasz Wolny", 0.24, 1.0, 1.0, 1.0, 8),
        new("Mara Lind", 0.20, 1.5, 0.9, 1.6, 8),
        new("Kofi Asante", 0.16, 0.9, 1.7, 0.8, 9),
        new("Yuki Tanabe", 0.10, 2.2, 1.1, 1.2, 12),
    ];

    public static DemoReviewer Draw(DemoRandom random)
    {
        var left = random.Unit();
        foreach (var reviewer in All)
        {
            if ((left -= reviewer.Share) < 0) return reviewer;
        }

        return All[^1];
    }

    /// <summary>The first time from one on at which they work.</summary>
    public DateTime WorksFrom(DateTime at, DemoRandom random)
    {
        var begin = at.Date.AddHours(FromHour);
        if (at >= begin && at < begin.AddHours(Hours) && IsWorkday(at)) return at;
        if (at >= begin) begin = begin.AddDays(1);
        while (!IsWorkday(begin)) begin = begin.AddDays(1);
        return begin.AddSeconds(random.Between(60, 5_400));
    }

    private static bool IsWorkday(DateTime at) => at.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
}

namespace GenOps.Testing.Finance;

/// <summary>One figure of <see cref="FinanceScenario"/>'s October, worked out by hand.</summary>
/// <param name="Name">The figure's id.</param>
/// <param name="Text">As people read it.</param>
/// <param name="Numerator">In the figure's unit.</param>
/// <param name="Denominator">In its unit; null where the figure is no fraction of rows.</param>
public sealed record ExpectedFigure(string Name, string Text, decimal Numerator, decimal? Denominator = null);

/// <summary>
/// Every figure of live October, as the comments in <see cref="FinanceScenario"/> and in the tests of the query add it up.
/// Query, API and page are held against this one table.
/// </summary>
public static class OctoberTable
{
    private const decimal Day = 86_400;

    public static IReadOnlyList<ExpectedFigure> Figures { get; } =
    [
        // Model 13,678,600 + tool 50,000 + labour 8 × 10⁹ + fixed 10.5 × 10⁹; accepted: three posts and two invoices.
        new("cost-per-output", "$3.70", 18_513_728_600, 5),
        new("human-review-rate", "57.1 %", 4, 7),
        // Posts v1 and v2 and invoices v1, in 31 days.
        new("innovation-velocity", "0.68 a week", 3),
        // $255 of benefit.
        new("roi", "12.77 ×", 236_486_271_400, 18_513_728_600),
        // 260 baseline minutes less 480 seconds.
        new("synergy-ratio", "31.5 ×", 15_120, 480),
        new("spend", "$18.51", 18_513_728_600),
        new("accepted-outputs", "5", 5),
        new("cohort-cost-per-output", "$2.00", 10_012_739_600, 5),
        new("rework-rate", "75 %", 3, 4),
        // 11, 4 and 10 days.
        new("idea-lead-time", "10 d", 25 * Day),
        // 1 h, 2.5 h and 3 days.
        new("time-to-market", "2 h 30 min", (3.5m * 3_600) + (3 * Day)),
        new("change-failure-rate", "0 %", 0, 1),
        // (90 + 90 + 60) minutes at $60 an hour + 2 × $7.5.
        new("benefit", "$255.00", 255_000_000_000),
        new("payback", "1 d", 236_486_271_400),
        new("break-even-volume", "1", 10_500_000_000),
        new("elevation", "12.5 %", 60, 480),
        new("unmeasured-labour", "25 %", 1, 4),
        new("priced-calls", "94.7 %", 18, 19),
        new("estimated-usage", "5.3 %", 1, 19),
        new("ledger-difference", "$0.00", 0),
    ];
}

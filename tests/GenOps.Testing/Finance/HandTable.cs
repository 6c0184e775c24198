namespace GenOps.Testing.Finance;

/// <summary>One figure of <see cref="FinanceScenario"/>, worked out by hand.</summary>
/// <param name="Name">The figure's id.</param>
/// <param name="Text">As people read it.</param>
/// <param name="Numerator">In the figure's unit.</param>
/// <param name="Denominator">In its unit; null where the figure is no fraction of rows.</param>
public sealed record ExpectedFigure(string Name, string Text, decimal Numerator, decimal? Denominator = null);

/// <summary>
/// Every figure of a live month, as the comments in <see cref="FinanceScenario"/> and in the tests of the query add it up.
/// Query, API, command line and page are held against these tables.
/// </summary>
/// <param name="From">Its begin, UTC.</param>
/// <param name="To">Its end, UTC, exclusive.</param>
/// <param name="Figures">In the order of the catalogue.</param>
public sealed record HandTable(DateTime From, DateTime To, IReadOnlyList<ExpectedFigure> Figures)
{
    private const decimal Day = 86_400;

    /// <summary>28 runs of one pipeline.</summary>
    public static HandTable September { get; } = new(FinanceScenario.September, FinanceScenario.From,
    [
        // Model 0.406 × 10⁹ + labour 6 × 10⁹, and the 2 × 10⁹ charged in the last second for what October accepted; 28 less 4 rejected.
        new("cost-per-output", "$0.35", 8_406_000_000, 24),
        new("human-review-rate", "21.4 %", 6, 28),
        // One version in 30 days.
        new("innovation-velocity", "0.23 a week", 1),
        // $72 of benefit.
        new("roi", "7.57 ×", 63_594_000_000, 8_406_000_000),
        // 72 baseline minutes less six.
        new("synergy-ratio", "11 ×", 3_960, 360),
        new("spend", "$8.41", 8_406_000_000),
        new("accepted-outputs", "24", 24),
        new("cohort-cost-per-output", "$0.267", 6_406_000_000, 24),
        new("rework-rate", "66.7 %", 4, 6),
        new("idea-lead-time", "10 d", 10 * Day),
        new("time-to-market", "1 h", Day),
        new("change-failure-rate", "—", 0, 0),
        // 24 × 3 minutes at $60 an hour.
        new("benefit", "$72.00", 72_000_000_000),
        // From the first call to the end of its day, whose one label earned $3.
        new("payback", "15 h 59 min", 63_594_000_000),
        new("break-even-volume", "0", 0),
        new("elevation", "0 %", 0, 360),
        // All that was freed, but nothing of the rest went into direction.
        new("cognitive-capital", "0 %", 3_960, 4_320),
        // Model less the $0.070 of the rejected, and the $2; all labour is control.
        new("resource-utilisation", "27.8 %", 2_336_000_000, 8_406_000_000),
        new("unmeasured-labour", "0 %", 0, 6),
        new("priced-calls", "100 %", 29, 29),
        new("estimated-usage", "0 %", 0, 29),
        new("ledger-difference", "$0.00", 0),
    ]);

    /// <summary>12 runs of two pipelines, three of them across its ends or of the sandbox.</summary>
    public static HandTable October { get; } = new(FinanceScenario.From, FinanceScenario.To,
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
        // 15,120 of 260 baseline minutes freed, × one minute in eight.
        new("cognitive-capital", "12.1 %", 15_120, 15_600),
        // Production by class: 3,400,000 + 3,050,000 + 15,000 + fixed 10.5 × 10⁹.
        new("resource-utilisation", "56.7 %", 10_506_465_000, 18_513_728_600),
        new("unmeasured-labour", "25 %", 1, 4),
        new("priced-calls", "94.7 %", 18, 19),
        new("estimated-usage", "5.3 %", 1, 19),
        new("ledger-difference", "$0.00", 0),
    ]);

    /// <summary>The one of a month.</summary>
    /// <param name="month">9 or 10.</param>
    public static HandTable Of(int month) => month == 9 ? September : October;
}

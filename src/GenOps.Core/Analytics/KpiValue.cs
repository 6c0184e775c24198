using System.Globalization;

namespace GenOps.Core.Analytics;

/// <summary>What a figure counts.</summary>
public enum KpiUnit
{
    /// <summary>Nano-US-dollars.</summary>
    NanoUsd,

    /// <summary>A part of a whole, 0 to 1.</summary>
    Share,

    /// <summary>So many times, may be negative; 1.5 is 150 %.</summary>
    Ratio,

    /// <summary>Whole things.</summary>
    Count,

    /// <summary>Things in a week.</summary>
    PerWeek,

    /// <summary>Seconds.</summary>
    Seconds,

    /// <summary>Weeks, also parts of one.</summary>
    Weeks,
}

/// <summary>A figure, or the reason why there is none.</summary>
public sealed record KpiValue
{
    private KpiValue(KpiUnit unit, decimal? amount, string? missing, IReadOnlyList<AssumptionGap> gaps)
    {
        Gaps = gaps;
        Unit = unit;
        Amount = amount;
        Missing = missing;
    }

    public KpiUnit Unit { get; }

    /// <summary>In the unit; null when there is no figure.</summary>
    public decimal? Amount { get; }

    /// <summary>Why there is no figure, a sentence; null when there is one.</summary>
    public string? Missing { get; }

    /// <summary>The statements for want of which there is no figure; none where that is not the reason.</summary>
    public IReadOnlyList<AssumptionGap> Gaps { get; }

    /// <summary>As people read it; "—" when there is none.</summary>
    public string Text => Amount is { } amount ? Format(amount, Unit) : "—";

    /// <summary>A figure.</summary>
    public static KpiValue Of(decimal amount, KpiUnit unit) => new(unit, amount, null, []);

    /// <summary>No figure, and why.</summary>
    /// <param name="unit">Of what there is none.</param>
    /// <param name="reason">A sentence.</param>
    /// <param name="gaps">What would have to be stated, where that is the reason.</param>
    public static KpiValue None(KpiUnit unit, string reason, IReadOnlyList<AssumptionGap>? gaps = null) => new(unit, null, reason, gaps ?? []);

    /// <summary>One amount as people read it.</summary>
    public static string Format(decimal amount, KpiUnit unit) => unit switch
    {
        KpiUnit.NanoUsd => new Money(decimal.ToInt64(Math.Round(amount, 0, MidpointRounding.ToEven))).ToString(),
        KpiUnit.Share => Number(amount * 100, 1) + " %",
        KpiUnit.Ratio => Math.Abs(amount) >= 100 ? Number(amount, 0) + " ×" : Number(amount, 2) + " ×",
        KpiUnit.Count => Number(amount, 0),
        KpiUnit.PerWeek => Number(amount, 2) + " a week",
        KpiUnit.Seconds => Duration(amount),
        KpiUnit.Weeks => Number(amount, 2),
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, null),
    };

    private static string Number(decimal amount, int decimals) =>
        Math.Round(amount, decimals, MidpointRounding.ToEven)
            .ToString("#,##0." + new string('#', decimals), CultureInfo.InvariantCulture)
            .TrimEnd('.');

    /// <summary>The two largest units of a duration, as <c>3 d 4 h</c>.</summary>
    private static string Duration(decimal seconds)
    {
        var sign = seconds < 0 ? "−" : "";
        var size = Math.Abs(seconds);
        if (size < 60) return $"{sign}{Number(size, 1)} s";
        var whole = decimal.ToInt64(Math.Round(size, 0, MidpointRounding.ToEven));
        return sign + whole switch
        {
            >= 86_400 => Two(whole / 86_400, "d", whole % 86_400 / 3_600, "h"),
            >= 3_600 => Two(whole / 3_600, "h", whole % 3_600 / 60, "min"),
            _ => Two(whole / 60, "min", whole % 60, "s"),
        };
    }

    private static string Two(long large, string largeUnit, long small, string smallUnit) =>
        small == 0 ? $"{Number(large, 0)} {largeUnit}" : $"{Number(large, 0)} {largeUnit} {small} {smallUnit}";
}

/// <summary>The range a share lies in with 95 % confidence, 0 to 1.</summary>
public sealed record KpiInterval(decimal Low, decimal High)
{
    /// <summary>As people read it.</summary>
    public string Text => $"{KpiValue.Format(Low, KpiUnit.Share)} to {KpiValue.Format(High, KpiUnit.Share)}";
}

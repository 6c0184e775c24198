using System.Globalization;

namespace GenOps.Core;

/// <summary>
/// An amount of US dollars in whole nano-dollars (1 USD = 10⁹), so that sums are exact in memory and in SQL.
/// The range is about ± 9.2 billion dollars; arithmetic beyond it throws <see cref="OverflowException"/>.
/// </summary>
/// <param name="Nanos">Whole nano-US-dollars; negative for a credit.</param>
public readonly record struct Money(long Nanos) : IComparable<Money>
{
    /// <summary>Nano-dollars in one dollar.</summary>
    public const long NanosPerUsd = 1_000_000_000;

    /// <summary>No money at all.</summary>
    public static Money Zero => default;

    /// <summary>The amount in dollars, exact.</summary>
    public decimal Usd => Nanos / (decimal)NanosPerUsd;

    /// <summary>Rounds dollars to whole nano-dollars, half to even.</summary>
    /// <param name="usd">Dollars, of any precision.</param>
    /// <exception cref="OverflowException">The amount does not fit.</exception>
    public static Money FromUsd(decimal usd) =>
        new(decimal.ToInt64(Math.Round(usd * NanosPerUsd, 0, MidpointRounding.ToEven)));

    public static Money operator +(Money left, Money right) => new(checked(left.Nanos + right.Nanos));

    public static Money operator -(Money left, Money right) => new(checked(left.Nanos - right.Nanos));

    public static Money operator -(Money value) => new(checked(-value.Nanos));

    public static bool operator <(Money left, Money right) => left.Nanos < right.Nanos;

    public static bool operator >(Money left, Money right) => left.Nanos > right.Nanos;

    public static bool operator <=(Money left, Money right) => left.Nanos <= right.Nanos;

    public static bool operator >=(Money left, Money right) => left.Nanos >= right.Nanos;

    /// <inheritdoc />
    public int CompareTo(Money other) => Nanos.CompareTo(other.Nanos);

    /// <summary>
    /// Dollars with sensible digits: two decimals from one dollar on, else as many as show three significant digits,
    /// so that a call of $0.000042 does not read $0.00.
    /// </summary>
    public override string ToString()
    {
        var usd = Usd;
        var size = Math.Abs(usd);
        if (size == 0) return "$0.00";
        var decimals = size >= 1 ? 2 : size >= 0.1m ? 3 : LeadingZeros(size) + 3;
        var rounded = Math.Round(size, Math.Min(decimals, 9), MidpointRounding.ToEven);
        var text = rounded.ToString("#,##0." + new string('0', 2) + new string('#', 7), CultureInfo.InvariantCulture);
        return usd < 0 ? "-$" + text : "$" + text;
    }

    private static int LeadingZeros(decimal size)
    {
        var zeros = 0;
        for (; size < 0.1m && zeros < 9; size *= 10) zeros++;
        return zeros;
    }
}

/// <summary>Whether money is real. Fixed when a run is created and inherited by every row of it; no total mixes the two.</summary>
public enum MoneyMode
{
    /// <summary>Paid calls to a configured provider, and the labour around them.</summary>
    Live,

    /// <summary>The built-in sandbox: real input and text, list prices of its own, no money spent.</summary>
    Sandbox,
}

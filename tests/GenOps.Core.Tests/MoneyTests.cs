namespace GenOps.Core.Tests;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("0.184918125", 184_918_125)]
    [InlineData("0.0000000005", 0)]
    [InlineData("0.0000000015", 2)]
    [InlineData("-0.0000000025", -2)]
    public void FromUsd_AnyPrecision_RoundsHalfToEvenNanos(string usd, long nanos) =>
        Assert.Equal(nanos, Money.FromUsd(decimal.Parse(usd)).Nanos);

    [Theory]
    [InlineData(0, "$0.00")]
    [InlineData(42_000, "$0.000042")]
    [InlineData(1_234_567, "$0.00123")]
    [InlineData(12_345_678, "$0.0123")]
    [InlineData(184_918_125, "$0.185")]
    [InlineData(1_000_000_000, "$1.00")]
    [InlineData(1_234_567_890_000, "$1,234.57")]
    [InlineData(-42_000, "-$0.000042")]
    [InlineData(1, "$0.000000001")]
    public void ToString_AnySize_KeepsSensibleDigits(long nanos, string text) =>
        Assert.Equal(text, new Money(nanos).ToString());

    [Fact]
    public void Addition_BeyondTheRange_Throws() =>
        Assert.Throws<OverflowException>(() => new Money(long.MaxValue) + new Money(1));
}

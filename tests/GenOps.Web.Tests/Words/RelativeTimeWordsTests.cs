using GenOps.Web.Words;

namespace GenOps.Web.Tests.Words;

public sealed class RelativeTimeWordsTests
{
    private static readonly DateTime Now = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(-3, "just now")]
    [InlineData(3, "in a moment")]
    [InlineData(-42, "42 s ago")]
    [InlineData(-300, "5 min ago")]
    [InlineData(3 * 3600, "in 3 h")]
    [InlineData(-12 * 86400, "12 days ago")]
    [InlineData(-90 * 86400, "1 Dec 2025")]
    public void Of_SomeDistance_SaysItInOneUnit(int seconds, string words) =>
        Assert.Equal(words, RelativeTimeWords.Of(Now.AddSeconds(seconds), Now));

    [Theory]
    [InlineData(-3, "just begun")]
    [InlineData(-42, "42 s so far")]
    [InlineData(-3 * 3600, "3 h so far")]
    [InlineData(-90 * 86400, "since 1 Dec 2025")]
    public void SoFar_SomethingThatGoesOn_SaysItsLengthInOneUnit(int seconds, string words) =>
        Assert.Equal(words, RelativeTimeWords.SoFar(Now.AddSeconds(seconds), Now));

    [Theory]
    [InlineData(42, "42 ms")]
    [InlineData(840, "0.8 s")]
    [InlineData(42_000, "42 s")]
    [InlineData(185_000, "3 min 5 s")]
    [InlineData(7_800_000, "2 h 10 min")]
    [InlineData(7_200_000, "2 h")]
    public void Duration_SomeLength_HasTwoUnitsAtMost(int milliseconds, string words) =>
        Assert.Equal(words, RelativeTimeWords.Duration(TimeSpan.FromMilliseconds(milliseconds)));
}

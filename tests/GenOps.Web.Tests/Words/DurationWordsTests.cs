using GenOps.Web.Words;

namespace GenOps.Web.Tests.Words;

public sealed class DurationWordsTests
{
    [Theory]
    [InlineData(-5, "0 s")]
    [InlineData(0, "0 s")]
    [InlineData(0.44, "0.4 s")]
    [InlineData(59.99, "59.9 s")]
    [InlineData(60, "1 min")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(7500, "2 h 5 min")]
    [InlineData(349200, "4 d 1 h")]
    public void Of_Seconds_AreTheTwoLargestUnits(double seconds, string words) => Assert.Equal(words, DurationWords.Of(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Between_WithoutABegin_IsADash() => Assert.Equal("—", DurationWords.Between(null, null, DateTime.UnixEpoch));

    [Fact]
    public void Between_WithoutAnEnd_CountsToNow() =>
        Assert.Equal("5 s", DurationWords.Between(DateTime.UnixEpoch, null, DateTime.UnixEpoch.AddSeconds(5)));
}

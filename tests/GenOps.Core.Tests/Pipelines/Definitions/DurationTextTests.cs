using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Tests.Pipelines.Definitions;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("30s", 30, "30 seconds")]
    [InlineData("1m", 60, "1 minute")]
    [InlineData("90m", 5400, "90 minutes")]
    [InlineData("120m", 7200, "2 hours")]
    [InlineData("1d", 86400, "1 day")]
    public void Parse_AndWords_OfALengthOfTime(string text, int seconds, string words)
    {
        var duration = DurationText.Parse(text);

        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
        Assert.Equal(words, DurationText.Words(duration!.Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("-1m")]
    [InlineData("1.5h")]
    [InlineData("10 m")]
    [InlineData("2w")]
    [InlineData("99999999s")]
    public void Parse_WhatIsNone_GivesNone(string text) => Assert.Null(DurationText.Parse(text));
}

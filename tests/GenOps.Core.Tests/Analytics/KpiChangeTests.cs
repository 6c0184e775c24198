using GenOps.Core.Analytics;

namespace GenOps.Core.Tests.Analytics;

public sealed class KpiChangeTests
{
    [Theory]
    [InlineData(KpiUnit.NanoUsd, 1_120_000_000, 1_000_000_000, "up 12 %")]
    [InlineData(KpiUnit.NanoUsd, 500_000_000, 1_000_000_000, "down 50 %")]
    [InlineData(KpiUnit.NanoUsd, 0, 1_000_000_000, "down 100 %")]
    [InlineData(KpiUnit.NanoUsd, 1, 1_000_000_000, "down almost 100 %")]
    [InlineData(KpiUnit.NanoUsd, 3_000_000_000, 0, "up by $3.00")]
    [InlineData(KpiUnit.NanoUsd, 1_000_000_000, -2_000_000_000, "up by $3.00")]
    [InlineData(KpiUnit.NanoUsd, -1_000_000_000, 2_000_000_000, "down 150 %")]
    [InlineData(KpiUnit.NanoUsd, 1_000_400_000, 1_000_000_000, "slightly up")]
    [InlineData(KpiUnit.NanoUsd, 5, 5, "unchanged")]
    [InlineData(KpiUnit.Count, 0, 0, "unchanged")]
    [InlineData(KpiUnit.Count, 7, 6, "up 16.7 %")]
    [InlineData(KpiUnit.Count, 1_234, 1, "up 123,300 %")]
    [InlineData(KpiUnit.Share, 0.571, 0.5, "up 7.1 percentage points")]
    [InlineData(KpiUnit.Share, 0.5, 0.51, "down 1 percentage point")]
    [InlineData(KpiUnit.Share, 0.5, 0.5001, "slightly down")]
    [InlineData(KpiUnit.Share, 0.5, 0, "up 50 percentage points")]
    [InlineData(KpiUnit.Ratio, 1.5, -0.25, "up by 1.75 ×")]
    [InlineData(KpiUnit.Ratio, 2.001, 2, "slightly up")]
    [InlineData(KpiUnit.Seconds, 90, 60, "up 50 %")]
    [InlineData(KpiUnit.Seconds, 90, 0, "up by 1 min 30 s")]
    [InlineData(KpiUnit.PerWeek, 0.5, 1, "down 50 %")]
    public void Of_TwoFigures_SaysTheChangeInWords(KpiUnit unit, double now, double then, string words) =>
        Assert.Equal(words, KpiChange.Of((decimal)now, (decimal)then, unit));
}

using GenOps.Core.Starts.Schedules;

namespace GenOps.Core.Tests.Starts.Schedules;

public sealed class ScheduleClockTests
{
    private static readonly DateTime Winter = Utc(2026, 1, 10, 12, 0);

    [Fact]
    public void Next_InSummerAndWinter_KeepsTheLocalHour()
    {
        Assert.Equal(Utc(2026, 1, 11, 8, 0), ScheduleClock.Next("0 9 * * *", "Europe/Berlin", Winter));
        Assert.Equal(Utc(2026, 7, 2, 7, 0), ScheduleClock.Next("0 9 * * *", "Europe/Berlin", Utc(2026, 7, 1, 12, 0)));
    }

    [Fact]
    public void Next_LocalTimeThatDaylightSavingLeavesOut_IsRightAfterTheGap()
    {
        // Berlin, 29 March 2026: after 01:59 comes 03:00.
        Assert.Equal(Utc(2026, 3, 29, 1, 0), ScheduleClock.Next("30 2 * * *", "Europe/Berlin", Utc(2026, 3, 28, 12, 0)));
    }

    [Fact]
    public void Upcoming_LocalTimeThatOccursTwice_IsTakenOnce()
    {
        // Berlin, 25 October 2026: 02:30 occurs at 00:30 and at 01:30 UTC.
        Assert.Equal(
            [Utc(2026, 10, 25, 0, 30), Utc(2026, 10, 26, 1, 30)],
            ScheduleClock.Upcoming("30 2 * * *", "Europe/Berlin", Utc(2026, 10, 24, 12, 0), 2));
    }

    [Fact]
    public void Upcoming_Ten_AreInOrderAndAllDifferent()
    {
        var ten = ScheduleClock.Upcoming("*/30 8-9 * * 1-5", "America/New_York", Winter, 10);

        Assert.Equal(10, ten.Distinct().Count());
        Assert.Equal(ten.Order(), ten);
    }

    [Theory]
    [InlineData("0 9 * *", "Europe/Berlin", "cron")]
    [InlineData("every morning", "Europe/Berlin", "cron")]
    [InlineData("61 9 * * *", "UTC", "cron")]
    [InlineData("0 0 30 2 *", "UTC", "cron")]
    [InlineData("", "UTC", "cron")]
    [InlineData("0 9 * * *", "Berlin", "time zone")]
    [InlineData("0 9 * * *", "", "time zone")]
    [InlineData("0 9 * * *", "../etc/passwd", "time zone")]
    public void Check_WhatCannotBeUsed_NamesTheFieldAndACure(string cron, string zone, string field)
    {
        var problem = Assert.Single(ScheduleClock.Check(cron, zone, Winter));

        Assert.Equal(field, problem.Field);
        Assert.NotEmpty(problem.Cure);
    }

    [Fact]
    public void Check_BothWrong_TellsBoth() => Assert.Equal(2, ScheduleClock.Check("x", "y", Winter).Count);

    [Fact]
    public void TimeZones_OfThisMachine_AreAllUsable()
    {
        Assert.Contains("UTC", ScheduleClock.TimeZones);
        Assert.Contains("Europe/Berlin", ScheduleClock.TimeZones);
        Assert.All(ScheduleClock.TimeZones, zone => Assert.Empty(ScheduleClock.Check("0 9 * * *", zone, Winter)));
    }

    private static DateTime Utc(int year, int month, int day, int hour, int minute) => new(year, month, day, hour, minute, 0, DateTimeKind.Utc);
}

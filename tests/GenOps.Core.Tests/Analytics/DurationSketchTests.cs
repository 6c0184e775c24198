using GenOps.Core.Analytics.Measures;
using GenOps.Core.Analytics.Rollups;

namespace GenOps.Core.Tests.Analytics;

public sealed class DurationSketchTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Median_OfClasses_IsWithinTheStatedErrorOfTheTrueOne(int seed)
    {
        var random = new Random(seed);
        // From milliseconds to weeks, as many short as long ones.
        List<TimeSpan> durations = [.. Enumerable.Range(0, random.Next(1, 400)).Select(_ => TimeSpan.FromSeconds(Math.Pow(10, (random.NextDouble() * 9) - 3)))];

        var exact = durations.ConvertAll(Cell);
        // As sums of several days hold them, beside some that are told one by one.
        List<Cell> classes = [.. exact.Take(5), .. exact.Skip(5).Chunk(random.Next(1, 90)).Select(some => Cell(TimeSpan.Zero) with { Spread = Durations.Together(some) })];

        AssertNear(Durations.Median(exact)!.Value, Durations.Median(classes)!.Value);
        AssertNear(Durations.Percentile90(exact)!.Value, Durations.Percentile90(classes)!.Value);
    }

    // Added up in any order and in any parts: the class of a duration rests on nothing but itself.
    [Fact]
    public void ClassOf_TwoDurations_IsTheSameWithinTheErrorOnly()
    {
        Assert.Equal(DurationSketch.ClassOf(TimeSpan.FromSeconds(100)), DurationSketch.ClassOf(TimeSpan.FromSeconds(100)));
        Assert.NotEqual(DurationSketch.ClassOf(TimeSpan.FromSeconds(100)), DurationSketch.ClassOf(TimeSpan.FromSeconds(103)));
    }

    [Fact]
    public void ClassOf_NoTime_IsTheFirst() => Assert.Equal((1, 1), (DurationSketch.ClassOf(TimeSpan.Zero), DurationSketch.ClassOf(TimeSpan.FromSeconds(-5))));

    [Fact]
    public void Median_OfNothing_IsNone() => Assert.Null(Durations.Median([]));

    private static Cell Cell(TimeSpan duration) => new(new CellKey(), Durations.Seconds(duration.Ticks), 1);

    private static void AssertNear(decimal exact, decimal read) => Assert.InRange(read, exact * (1 - DurationSketch.Error), exact * (1 + DurationSketch.Error));
}

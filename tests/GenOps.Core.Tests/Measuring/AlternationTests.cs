using GenOps.Testing.Measuring;

namespace GenOps.Core.Tests.Measuring;

public sealed class AlternationTests
{
    [Theory]
    [InlineData(new[] { 9.0, 1, 5 }, 5)]
    [InlineData(new[] { 9.0, 1, 5, 7 }, 6)]
    [InlineData(new[] { 4.0 }, 4)]
    public void Median_Values_IsTheirMiddle(double[] values, double median) => Assert.Equal(median, Alternation.Median(values));

    [Fact]
    public void Median_NoValue_IsRefused() => Assert.Throws<ArgumentException>(() => Alternation.Median([]));

    [Fact]
    public async Task RunAsync_Contenders_TakeTurnsAndEachRoundBeginsWithAnother()
    {
        var order = new List<string>();

        var values = await Alternation.RunAsync(3, () => Told("a"), () => Told("b"));

        Assert.Equal(["a", "b", "b", "a", "a", "b"], order);
        Assert.Equal([1, 4, 5], values[0]);
        Assert.Equal([2, 3, 6], values[1]);

        Task<double> Told(string name)
        {
            order.Add(name);
            return Task.FromResult((double)order.Count);
        }
    }
}

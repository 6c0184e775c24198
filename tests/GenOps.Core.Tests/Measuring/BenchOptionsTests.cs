using GenOps.Testing.Measuring;

namespace GenOps.Core.Tests.Measuring;

public sealed class BenchOptionsTests
{
    private static readonly string[] Names = ["engine", "backlog"];

    [Fact]
    public void Parse_NothingAsked_IsAllAtFullScaleAlone()
    {
        var options = BenchOptions.Parse([], Names);

        Assert.Equal(new BenchOptions(null, 1, null, false), options);
    }

    [Fact]
    public void Parse_EveryOption_IsRead()
    {
        var options = BenchOptions.Parse(["--only", "engine,backlog", "--peers", "--before", "7b35855", "--scale", "0.25"], Names);

        Assert.Equal(["engine", "backlog"], options.Only!);
        Assert.Equal((0.25, "7b35855", true), (options.Scale, options.Before, options.Peers));
    }

    [Theory]
    [InlineData("--only", "engines")]
    [InlineData("--only", ",")]
    [InlineData("--scale", "0")]
    [InlineData("--scale", "fast")]
    [InlineData("--peer", "true")]
    [InlineData("--before", "--peers")]
    [InlineData("--peers", "--before")]
    public void Parse_WordNobodyKnows_IsRefused(params string[] arguments) =>
        Assert.Throws<ArgumentException>(() => BenchOptions.Parse(arguments, Names));
}

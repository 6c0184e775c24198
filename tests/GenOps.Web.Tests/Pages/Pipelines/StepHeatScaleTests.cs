using GenOps.Core;
using GenOps.Core.Desk.Pipelines;
using GenOps.Web.Pages.Pipelines;

namespace GenOps.Web.Tests.Pages.Pipelines;

public sealed class StepHeatScaleTests
{
    // Facts takes 30 of 120 s and 900 of 1000 nano-dollars, posts 90 s and 100.
    private static readonly StepHeat Heat = StepHeat.Of(
        MoneyMode.Live, 20, [new StepFigure("facts", TimeSpan.FromSeconds(30), 900, UnpricedCalls: 2), new StepFigure("posts", TimeSpan.FromSeconds(90), 100)]);

    [Fact]
    public void Of_Time_HeatsAgainstTheStepThatTakesLongest()
    {
        var figures = StepHeatScale.Of(["facts", "posts"], Heat, HeatBy.Time);

        Assert.Equal((1, "75 %", "1 min 30 s", true), (figures["posts"].Heat, figures["posts"].Share, figures["posts"].Median, figures["posts"].IsHottest));
        Assert.Equal((1 / 3.0, "25 %", "30 s", false), (figures["facts"].Heat!.Value, figures["facts"].Share, figures["facts"].Median, figures["facts"].IsHottest));
    }

    [Fact]
    public void Of_Cost_HeatsAgainstTheDearestAndNamesWhatHasNoPrice()
    {
        var facts = StepHeatScale.Of(["facts", "posts"], Heat, HeatBy.Cost)["facts"];

        Assert.Equal((1, "90 %", "$0.0000009", true), (facts.Heat, facts.Share, facts.Median, facts.IsHottest));
        Assert.Contains("without 2 calls that have no price", facts.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_AStepWithoutData_SaysSoAndHasNoHeat()
    {
        var figure = StepHeatScale.Of(["banner"], Heat, HeatBy.Time)["banner"];

        Assert.Equal(((double?)null, "no data", false), (figure.Heat, figure.Median, figure.IsHottest));
        Assert.Equal("Not worked on in the last 20 runs", figure.Note);
    }

    [Fact]
    public void Of_WhatCostNothing_HasNoHeatOfCostButAMedian()
    {
        var free = StepHeat.Of(MoneyMode.Live, 1, [new StepFigure("sizes", TimeSpan.FromSeconds(1), 0)]);

        var figure = StepHeatScale.Of(["sizes"], free, HeatBy.Cost)["sizes"];

        Assert.Equal(((double?)null, "$0.00", false), (figure.Heat, figure.Median, figure.IsHottest));
    }
}

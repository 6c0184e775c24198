using GenOps.Core.Demonstration;

namespace GenOps.Core.Tests.Demonstration;

public sealed class DemoCatalogueTests
{
    [Fact]
    public void Shares_OfPipelinesAndReviewers_SumToOne()
    {
        Assert.Equal(1, DemoCatalogue.All.Sum(p => p.Share), 6);
        Assert.Equal(1, DemoReviewer.All.Sum(r => r.Share), 6);
    }

    [Fact]
    public void Incident_OfAYear_LiesOnAWorkingDay()
    {
        var models = new DemoModels(new DemoOptions(365, 1_000, 1, new DateTime(2026, 11, 27, 17, 0, 0, DateTimeKind.Utc)));

        Assert.Equal(TimeSpan.FromHours(5), models.Incident.To - models.Incident.From);
        Assert.DoesNotContain(models.Incident.From.DayOfWeek, new[] { DayOfWeek.Saturday, DayOfWeek.Sunday });
    }

    [Theory]
    [InlineData(0, 1, "--days")]
    [InlineData(DemoOptions.MostDays + 1, 1, "--days")]
    [InlineData(1, 0, "--calls")]
    [InlineData(1, DemoOptions.MostCalls + 1, "--calls")]
    public void Check_WhatCannotBeMade_NamesOptionAndCure(int days, int calls, string option)
    {
        var refusal = Assert.Throws<InvalidInputException>(new DemoOptions(days, calls, 1, DateTime.UnixEpoch.AddYears(50)).Check);

        Assert.StartsWith($"{option}: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Give 1 to", refusal.Message);
    }

    [Fact]
    public void Sizes_Drawn_LieWithinThoseOfTheTrace()
    {
        var (sizes, random) = (TokenSizes.Read(), new DemoRandom(1));
        var prompts = Enumerable.Range(0, 5_000).Select(_ => sizes.Prompt(random, 1)).Order().ToList();
        var answers = Enumerable.Range(0, 5_000).Select(_ => sizes.Generated(random, 1)).Order().ToList();

        // The trace's own: 2 to 14,050 with a median of 1,020, and 7 to 1,000 with one of 129.
        Assert.InRange(prompts[0], 2, 60);
        Assert.InRange(prompts[2_500], 1_000, 1_045);
        Assert.InRange(prompts[^1], 4_000, 14_050);
        Assert.InRange(answers[2_500], 120, 140);
        Assert.InRange(answers[^1], 600, 1_000);
    }

    [Fact]
    public void Ids_OfLaterRows_SortLaterAndAreUuid7()
    {
        var ids = new DemoIds(new DemoRandom(3));
        var at = new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);
        var made = Enumerable.Range(0, 50).Select(n => ids.New<RunId>(at.AddMilliseconds(n)).Value).ToList();

        Assert.Equal(made.Select(m => m.ToString()).Order(StringComparer.Ordinal), made.Select(m => m.ToString()));
        Assert.All(made, m => Assert.Equal((7, 0b10), (m.Version, m.Variant >> 2)));
    }
}

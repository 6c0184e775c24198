namespace GenOps.Core.Demonstration;

/// <summary>When runs begin: day by day, as the rhythm of each pipeline has it, until there are as many calls as asked for.</summary>
internal sealed class DemoSchedule(DemoWorld world)
{
    /// <summary>The last ones begin so that what machines do of them has ended.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(45);

    /// <summary>The runs, each made before the next is given.</summary>
    /// <param name="rows">Where its rows go.</param>
    public IEnumerable<DemoCourse> Courses(Func<DemoRows> rows)
    {
        var options = world.Options;
        var weights = world.Pipelines.Select(WeightsOf).ToList();
        var made = new double[world.Pipelines.Count];
        for (var day = 0; day < options.Days; day++)
        {
            for (var p = 0; p < world.Pipelines.Count; p++)
            {
                var (pipeline, random) = (world.Pipelines[p], DemoRandom.Of(options.Seed, day, p));
                var due = options.Calls * pipeline.Plan.Share * weights[p][day];
                while (made[p] < due)
                {
                    var course = new DemoCourse(world, rows(), pipeline, Begin(pipeline, day, random), random);
                    var before = course.Rows.Calls.Count;
                    yield return course;
                    made[p] += course.Rows.Calls.Count - before;
                }
            }
        }
    }

    private DateTime Begin(DemoPipeline pipeline, int day, DemoRandom random)
    {
        var (from, end) = (world.Options.Begin.AddDays(day), world.Options.End - Rest);
        var at = pipeline.Plan.Rhythm.Draw(from, random);
        // On the day on which it was launched or the demonstration ends, somewhere in what is left of it.
        var earliest = pipeline.Active[0].From > from ? pipeline.Active[0].From : from;
        var latest = from.AddDays(1) < end ? from.AddDays(1) : end;
        return at >= earliest && at < latest ? at : earliest.AddSeconds(Math.Floor((latest - earliest).TotalSeconds * random.Unit()));
    }

    /// <summary>How much of a pipeline's calls there are by the end of each day, 0 to 1.</summary>
    private double[] WeightsOf(DemoPipeline pipeline)
    {
        var (days, begin) = (world.Options.Days, world.Options.Begin);
        var sums = new double[days];
        var sum = 0d;
        for (var day = 0; day < days; day++)
        {
            var from = begin.AddDays(day);
            if (from.AddDays(1) > pipeline.Active[0].From) sum += pipeline.Plan.Rhythm.WeightOf(from, (day + 0.5) / days);
            sums[day] = sum;
        }

        return [.. sums.Select(s => s / sum)];
    }
}

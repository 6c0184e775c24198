namespace GenOps.Core.Demonstration;

/// <summary>What a demonstration is made of: the same options give the same rows.</summary>
/// <param name="Days">How many days it goes back, 1 to <see cref="MostDays"/>.</param>
/// <param name="Calls">How many model calls there are about, 1 to <see cref="MostCalls"/>.</param>
/// <param name="Seed">Any number; another one gives another year of the same kind.</param>
/// <param name="End">When it ends, UTC: nothing in it is later.</param>
public sealed record DemoOptions(int Days, int Calls, long Seed, DateTime End)
{
    /// <summary>Ten years.</summary>
    public const int MostDays = 3_650;

    /// <summary>What a disk of 100 GB takes.</summary>
    public const int MostCalls = 20_000_000;

    /// <summary>Leaves out what no figure is made of: use by meter, revisions with their files, routes and deliveries. For benchmarks, as a quarter of the bytes.</summary>
    public bool IsBare { get; init; }

    /// <summary>When it begins, UTC.</summary>
    public DateTime Begin => End.AddDays(-Days);

    /// <summary>The time at a part of it, 0 for its begin and 1 for its end.</summary>
    public DateTime At(double part) => Begin.AddSeconds(Math.Round(Days * 86_400d * part));

    /// <summary>Refuses what cannot be made.</summary>
    /// <exception cref="InvalidInputException">Days or calls are out of range; all are listed.</exception>
    public void Check()
    {
        var problems = new List<FieldProblem>();
        if (Days is < 1 or > MostDays) problems.Add(new FieldProblem("--days", $"{Days:N0} days cannot be made.", $"Give 1 to {MostDays:N0}."));
        if (Calls is < 1 or > MostCalls) problems.Add(new FieldProblem("--calls", $"{Calls:N0} calls cannot be made.", $"Give 1 to {MostCalls:N0}."));
        if (problems.Count > 0) throw new InvalidInputException(problems);
    }
}

namespace GenOps.Core.Starts.Schedules;

/// <summary>What becomes of times that fell due while nobody could start a run, longer ago than <see cref="MisfirePlan.Grace"/>.</summary>
public enum MisfirePolicy
{
    /// <summary>One run makes up for all of them.</summary>
    One,

    /// <summary>None is made up for.</summary>
    Skip,

    /// <summary>Each is made up for, the latest <see cref="SchedulePolicies.MisfireLimit"/> at most.</summary>
    All,
}

/// <summary>What happens when a schedule falls due while a run it started has not ended. A run that waits for a person has not ended.</summary>
public enum OverlapPolicy
{
    /// <summary>The runs go side by side.</summary>
    Allow,

    /// <summary>The new one is left out, and the occurrence says so.</summary>
    Skip,

    /// <summary>The new one waits for its turn; <see cref="SchedulePolicies.MostQueued"/> at most wait.</summary>
    Queue,

    /// <summary>The new one starts, then the old one is cancelled.</summary>
    CancelOld,
}

/// <summary>How a schedule behaves when things do not go by the clock.</summary>
public sealed record SchedulePolicies
{
    /// <summary>The most times that are made up for.</summary>
    public const int MostMisfires = 100;

    /// <summary>The most occurrences that wait behind a run.</summary>
    public const int MostQueued = 100;

    /// <summary>The most jitter, seconds.</summary>
    public const int MostJitter = 3600;

    /// <value>The default is <see cref="MisfirePolicy.One"/>.</value>
    public MisfirePolicy Misfire { get; init; }

    /// <summary>How many times are made up for under <see cref="MisfirePolicy.All"/>, 1 to <see cref="MostMisfires"/>.</summary>
    /// <value>The default is 24.</value>
    public int MisfireLimit { get; init; } = 24;

    /// <value>The default is <see cref="OverlapPolicy.Allow"/>.</value>
    public OverlapPolicy Overlap { get; init; }

    /// <summary>Each occurrence starts up to so many seconds later, 0 to <see cref="MostJitter"/>, so that schedules of one time do not start at once.</summary>
    /// <value>The default is 0.</value>
    public int JitterSeconds { get; init; }

    /// <summary>What is wrong with them, by field.</summary>
    public IEnumerable<FieldProblem> Check()
    {
        if (MisfireLimit is < 1 or > MostMisfires)
            yield return new FieldProblem("misfireLimit", $"{MisfireLimit} times cannot be made up for.", $"Choose 1 to {MostMisfires}.");
        if (JitterSeconds is < 0 or > MostJitter)
            yield return new FieldProblem("jitterSeconds", $"A jitter of {JitterSeconds} s is not possible.", $"Choose 0 to {MostJitter}.");
    }
}

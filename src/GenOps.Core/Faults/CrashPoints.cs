namespace GenOps.Core.Faults;

/// <summary>
/// Named places at which a test may end this process, stop it, or let it fail. They do nothing unless the process was
/// started with a folder of plans (<see cref="Variable"/>), which only the crash tests do: then each is a look for a file.
/// </summary>
public static class CrashPoints
{
    /// <summary>The environment variable that names the folder of plans.</summary>
    public const string Variable = "GENOPS_CRASH_PLANS";

    /// <summary>The environment variable that says by how much this process's clock is wrong; of no effect without plans.</summary>
    public const string ClockVariable = "GENOPS_CRASH_CLOCK";

    private static readonly CrashPlans? Plans = CrashPlans.FromEnvironment();
    private static readonly AsyncLocal<RunId?> Followed = new();

    /// <summary>True in a process under test.</summary>
    public static bool Armed => Plans is not null;

    /// <summary>The clock of this process: the system's, or a wrong one under test.</summary>
    public static TimeProvider Clock { get; } =
        Plans is not null && TimeSpan.TryParse(Environment.GetEnvironmentVariable(ClockVariable), out var offset) ? new WrongClock(offset) : TimeProvider.System;

    /// <summary>Says that this place was reached.</summary>
    /// <param name="point">The place.</param>
    /// <param name="run">The run it was reached for; null for the one that is followed, or none.</param>
    /// <exception cref="IOException">The plan says that it fails here.</exception>
    public static ValueTask ReachAsync(CrashPoint point, RunId? run = null) =>
        Plans is null ? ValueTask.CompletedTask : Plans.ReachAsync(point, run ?? Followed.Value);

    /// <summary>What is reached from here on in this flow is reached for this run.</summary>
    public static void Follow(RunId run)
    {
        if (Plans is not null) Followed.Value = run;
    }

    private sealed class WrongClock(TimeSpan offset) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + offset;
    }
}

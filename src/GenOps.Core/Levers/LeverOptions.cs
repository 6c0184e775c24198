namespace GenOps.Core.Levers;

/// <summary>How gently many runs are set going at once. Set under <c>GenOps:Levers</c>.</summary>
public sealed class LeverOptions
{
    /// <value>50. Runs that a resume, the end of a pause, a reroute or a batch sets going each second, 1 or more; the first of them at once.</value>
    public int RunsPerSecond { get; set; } = 50;

    /// <value>2 s. How often pauses that ended and batches that wait are looked at.</value>
    public TimeSpan Look { get; set; } = TimeSpan.FromSeconds(2);
}

namespace GenOps.Core.Tests.Runs.Engine.Hot;

/// <summary>One demand of the hot way, and how it is broken.</summary>
/// <param name="Break">Done when the unit is made and not yet queued; on the slow way at the same place of the run's course.</param>
internal sealed record HotDemand(Func<HotScene, Task> Break)
{
    /// <summary>What runs.</summary>
    public string Yaml { get; init; } = HotPipelines.Chain;

    /// <summary>Done before the run begins.</summary>
    public Func<HotScene, Task> Before { get; init; } = _ => Task.CompletedTask;

    /// <summary>Done once the run has come to rest, so that it can end.</summary>
    public Func<HotScene, Task>? Mend { get; init; }
}

namespace GenOps.Core.Desk.Runs;

/// <summary>One step on the timeline.</summary>
/// <param name="StepRunId">Its key.</param>
/// <param name="Id">Its id in the definition.</param>
/// <param name="Item">Place of the item, from 0; null for a step that is no item.</param>
/// <param name="Stretches">Without gap from when it was ready to when it ended; empty while it is not ready.</param>
public sealed record TimelineBar(StepRunId StepRunId, string Id, int? Item, IReadOnlyList<TimeStretch> Stretches)
{
    /// <summary>All that went into one use.</summary>
    public TimeSpan Of(TimeUse use) => new(Stretches.Where(s => s.Use == use).Sum(s => s.Length.Ticks));
}

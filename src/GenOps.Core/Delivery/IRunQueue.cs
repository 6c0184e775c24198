namespace GenOps.Core.Delivery;

/// <summary>Hands "look at this run" to whoever runs jobs.</summary>
public interface IRunQueue
{
    /// <summary>Queues one look. More looks than needed do no harm.</summary>
    void Enqueue(RunId run, RunPriority priority);
}

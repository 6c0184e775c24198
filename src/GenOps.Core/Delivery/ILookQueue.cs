namespace GenOps.Core.Delivery;

/// <summary>Hands looks for work to whoever runs jobs, here or in another process.</summary>
public interface ILookQueue
{
    /// <summary>How many are queued and not taken up by anybody yet.</summary>
    int Queued { get; }

    /// <summary>Queues one. More looks than needed do no harm.</summary>
    void Enqueue();
}

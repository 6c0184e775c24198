namespace GenOps.Core.Delivery;

/// <summary>Works on a run as far as it can; any number may look at one run.</summary>
public interface IRunWorker
{
    /// <summary>Works until nothing of the run is ready.</summary>
    Task WorkAsync(RunId run, CancellationToken cancellationToken);
}

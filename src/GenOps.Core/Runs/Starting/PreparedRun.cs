using System.Runtime.ExceptionServices;
using GenOps.Core.Blobs;

namespace GenOps.Core.Runs.Starting;

/// <summary>A start made ready before the write turn is taken: its inputs are bound, written and hashed, however long they are.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Version">The version that was active.</param>
/// <param name="Script">Its script.</param>
/// <param name="Money">Live or sandbox.</param>
/// <param name="Inputs">Ready to be stored.</param>
/// <param name="Request">What was asked for.</param>
public sealed record PreparedRun(
    PipelineId Pipeline, PipelineVersionId Version, RunScript Script, MoneyMode Money, BlobContent Inputs, StartRunRequest Request);

/// <summary>
/// What preparing a start came to, for those who find out only under the lock of their own row whether anything starts: a refusal
/// counts then, and not before.
/// </summary>
public sealed class StartAttempt
{
    private readonly PreparedRun? run;
    private readonly ExceptionDispatchInfo? refusal;

    private StartAttempt(PreparedRun? run, ExceptionDispatchInfo? refusal) => (this.run, this.refusal) = (run, refusal);

    /// <summary>Prepares, and keeps the refusal where there is one.</summary>
    public static async Task<StartAttempt> OfAsync(Func<Task<PreparedRun>> prepare)
    {
        try
        {
            return new StartAttempt(await prepare(), null);
        }
        catch (GenOpsException e)
        {
            return new StartAttempt(null, ExceptionDispatchInfo.Capture(e));
        }
    }

    /// <summary>The start.</summary>
    /// <exception cref="GenOpsException">It was refused.</exception>
    public PreparedRun Demand()
    {
        refusal?.Throw();
        return run!;
    }
}

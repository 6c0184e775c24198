using GenOps.Core.Audit;
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

/// <summary>What runs of a pipeline that start now execute.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Version">The version that is active.</param>
/// <param name="Script">Its script.</param>
internal sealed record StartPlan(PipelineId Pipeline, PipelineVersionId Version, RunScript Script);

/// <summary>
/// What preparing a start came to, for those who find out only under the lock of their own row whether anything starts: a refusal
/// counts then, and not before.
/// </summary>
public sealed class StartAttempt
{
    private readonly PreparedRun? run;
    private readonly GenOpsException? refusal;

    private StartAttempt(PreparedRun? run, GenOpsException? refusal) => (this.run, this.refusal) = (run, refusal);

    /// <summary>Prepares, and keeps the refusal where there is one.</summary>
    public static async Task<StartAttempt> OfAsync(Func<Task<PreparedRun>> prepare)
    {
        try
        {
            return new StartAttempt(await prepare(), null);
        }
        catch (GenOpsException e)
        {
            return new StartAttempt(null, e);
        }
    }

    /// <summary>Starts it as part of more.</summary>
    /// <returns>The run, or why there is none; then nothing of it is staged.</returns>
    public async Task<(RunId? Run, GenOpsException? Refusal)> StageAsync(CommandScope scope)
    {
        if (run is null) return (null, refusal);
        try
        {
            return ((await StartRun.StageAsync(scope, run)).Id, null);
        }
        catch (GenOpsException e)
        {
            return (null, e);
        }
    }
}

using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Runs.Steps;

/// <summary>One kind of step. It is a deterministic function of its values and its recorded calls, so that it can be done again after a crash.</summary>
public interface IStepKind
{
    /// <summary>The kind it works on.</summary>
    StepKind Kind { get; }

    /// <summary>Works on the step.</summary>
    /// <exception cref="GenOpsException">It cannot be done, for a reason people can read.</exception>
    Task<StepOutcome> WorkAsync(StepWork work, CancellationToken cancellationToken);
}

namespace GenOps.Core.Runs.Steps;

/// <summary>A call did not give an answer; the step ends with this outcome.</summary>
internal sealed class CallEnded(StepOutcome outcome) : Exception("The call gave no answer.")
{
    public StepOutcome Outcome { get; } = outcome;
}

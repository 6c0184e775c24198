namespace GenOps.Core.Desk.Operations;

/// <summary>A call in doubt that a person may have to settle.</summary>
/// <param name="CallId">The call.</param>
/// <param name="RunId">Its run.</param>
/// <param name="StepId">Its step in the definition.</param>
/// <param name="Provider">The provider.</param>
/// <param name="Model">The model.</param>
/// <param name="Money">Whose money it may have spent.</param>
/// <param name="WorstNanoUsd">What it may have cost; null where the model has no price.</param>
/// <param name="Since">UTC.</param>
/// <param name="Problem">In plain words.</param>
public sealed record DoubtRow(
    ModelCallId CallId, RunId RunId, string StepId, string Provider, string Model, MoneyMode Money, long? WorstNanoUsd, DateTime Since, string Problem);

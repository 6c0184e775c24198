using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Desk.Pipelines;

/// <summary>One step as the graph shows it.</summary>
/// <param name="Step">The step.</param>
/// <param name="WaitsFor">The ids of the steps before it, in the order of the definition.</param>
/// <param name="Stage">From 0; steps of one stage can run side by side.</param>
public sealed record PipelineStepRow(StepDefinition Step, IReadOnlyList<string> WaitsFor, int Stage);

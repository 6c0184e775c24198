namespace GenOps.Core.Desk.Operations;

/// <summary>What a reroute would touch and cost, before it is confirmed.</summary>
public sealed record RerouteForecast
{
    /// <summary>Steps and items of live runs under way whose further calls go elsewhere; a mapped step without items yet counts once.</summary>
    public required int PendingSteps { get; init; }

    /// <summary>Change in cost of those, from recent calls; nano-US-dollars, negative when it is cheaper. Null when it is not known for all of them.</summary>
    public long? PendingChangeNanoUsd { get; init; }

    /// <summary>Change in cost of one step, summed over the steps it touches in the active versions; null when it is not known for all of them.</summary>
    public long? ChangePerRunNanoUsd { get; init; }

    /// <summary>By pipeline and step.</summary>
    public required IReadOnlyList<RerouteForecastLine> Lines { get; init; }
}

/// <summary>One step that it touches.</summary>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Step">The step's id.</param>
/// <param name="From">As <c>provider/model</c>.</param>
/// <param name="To">As <c>provider/model</c>.</param>
/// <param name="Pending">Of runs under way.</param>
/// <param name="SampleCalls">How many recent calls of the step the figures rest on.</param>
/// <param name="BeforeNanoUsd">What one such step cost on average; null when it is not known.</param>
/// <param name="AfterNanoUsd">What its use would have cost there; null when it is not known.</param>
/// <param name="Unknown">Why a figure is missing, a sentence; null when none is.</param>
public sealed record RerouteForecastLine(
    string Pipeline, string Step, string From, string To, int Pending, int SampleCalls, long? BeforeNanoUsd, long? AfterNanoUsd, string? Unknown);

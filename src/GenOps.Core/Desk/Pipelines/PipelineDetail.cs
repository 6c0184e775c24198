using GenOps.Core.Desk.Runs;
using GenOps.Core.Levers;
using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Desk.Pipelines;

/// <summary>All there is to know about one pipeline.</summary>
public sealed record PipelineDetail
{
    public required PipelineId Id { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string CostCentre { get; init; }

    public required bool IsSample { get; init; }

    /// <summary>False: no run starts.</summary>
    public required bool Enabled { get; init; }

    /// <summary>What an operator allows its runs.</summary>
    public required PipelineLimits Limits { get; init; }

    /// <summary>Runs that are under way, of those that count against <see cref="PipelineLimits.RunsAtOnce"/>.</summary>
    public required int UnderWay { get; init; }

    /// <summary>Runs that wait to begin, or for their turn to go on.</summary>
    public required int Waiting { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>The version new runs take; null before the first activation.</summary>
    public required PipelineVersionRow? Active { get; init; }

    /// <summary>The active version's definition; null before the first activation.</summary>
    public required PipelineDefinition? Definition { get; init; }

    /// <summary>The steps of <see cref="Definition"/> in an order they can run in, each with those it waits for.</summary>
    public required IReadOnlyList<PipelineStepRow> Steps { get; init; }

    /// <summary>The pause in force; null when there is none.</summary>
    public required HoldDetail? Pause { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<PipelineVersionRow> Versions { get; init; }

    /// <summary>Newest first; the last <see cref="PipelineDetailQuery.MostRows"/>.</summary>
    public required IReadOnlyList<PipelineActivationRow> Activations { get; init; }

    /// <summary>Newest first; the last <see cref="PipelineDetailQuery.MostRows"/>.</summary>
    public required IReadOnlyList<PipelineDraftRow> Drafts { get; init; }

    /// <summary>In the order they fall due; disabled ones last.</summary>
    public required IReadOnlyList<ScheduleRow> Schedules { get; init; }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;

namespace GenOps.Core.Desk.Views;

/// <summary>The filters of the list of runs, as people choose them; what is null does not narrow.</summary>
public sealed record ViewFilter
{
    private static readonly JsonSerializerOptions Names = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The pipeline's name.</summary>
    public string? Pipeline { get; init; }

    public RunState? State { get; init; }

    public RunStanding? Standing { get; init; }

    /// <summary>What the runs wait for.</summary>
    public WaitKind? WaitsFor { get; init; }

    /// <summary>Which one, as <see cref="WaitGroup.Target"/>.</summary>
    public string? WaitTarget { get; init; }

    public MoneyMode? Money { get; init; }

    /// <summary>As typed into the search box.</summary>
    public string? Text { get; init; }

    /// <summary>First day.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day.</summary>
    public DateOnly? To { get; init; }

    /// <summary>As it is kept.</summary>
    internal string ToJson() => Json.Serialize(this, Names);

    internal static ViewFilter FromJson(string json) => Json.Deserialize<ViewFilter>(json, Names)!;
}

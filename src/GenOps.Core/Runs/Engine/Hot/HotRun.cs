using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using GenOps.Core.Blobs;
using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Runs.Engine.Hot;

/// <summary>What a worker has at hand of a run that it works on the hot way. None of it decides anything: what is committed is decided on what is read then.</summary>
/// <param name="row">The run.</param>
/// <param name="script">Its script.</param>
internal sealed class HotRun(Run row, RunScript script)
{
    private readonly ConcurrentDictionary<string, StepRun> heads = new();
    private readonly ConcurrentDictionary<string, (BlobHash Hash, StepValue Value)> values = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<StepRun>> items = new();

    /// <summary>The run, as it was when the worker took it up; how it stands is kept up on it.</summary>
    public Run Row => row;

    /// <summary>Its script.</summary>
    public RunScript Script => script;

    /// <summary>Its inputs; null before they were read.</summary>
    public JsonObject? Inputs { get; set; }

    /// <summary>The steps that were refused to this worker before: the slow way has them.</summary>
    public HashSet<StepRunId> Refused { get; } = [];

    /// <summary>Its steps as last seen, but for the items of maps.</summary>
    public IReadOnlyDictionary<string, StepRun> Heads => heads;

    /// <summary>What steps gave, as far as it is at hand, with the hash of each.</summary>
    public IReadOnlyDictionary<string, (BlobHash Hash, StepValue Value)> Values => values;

    /// <summary>By their ids: the items of a map stand between them in the index, however many they are.</summary>
    public string HeadsWhere { get; } =
        $"""
        "RunId" = $1 AND "Item" = -1 AND "StepId" IN ({string.Join(", ", script.Definition.Steps.Select((_, n) => $"${n + 2}"))})
        """;

    /// <summary>The values of <see cref="HeadsWhere"/>.</summary>
    public object?[] HeadsValues { get; } = [row.Id, .. script.Definition.Steps.Select(s => s.Id)];

    /// <summary>Takes note of how steps stand.</summary>
    public void See(IEnumerable<StepRun> rows)
    {
        foreach (var step in rows) heads[step.StepId] = step;
    }

    /// <summary>Keeps what a step gave.</summary>
    public void Keep(string step, BlobHash hash, StepValue value) => values[step] = (hash, value);

    /// <summary>Takes note of items that were ready, in their order, instead of those noted before.</summary>
    public void Note(string step, IEnumerable<StepRun> ready) => items[step] = new ConcurrentQueue<StepRun>(ready);

    /// <summary>The next item of a map that was ready and that nobody of this worker has taken; null for none.</summary>
    public StepRun? TakeItem(string step) => items.TryGetValue(step, out var ready) && ready.TryDequeue(out var item) ? item : null;
}

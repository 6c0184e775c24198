using GenOps.Core.Blobs;
using GenOps.Core.Outputs;

namespace GenOps.Core.Runs.Engine;

/// <summary>What a decision on a run is made of: plain facts, read once under the run's lock.</summary>
public sealed record RunBoard
{
    /// <summary>The run's script.</summary>
    public required RunScript Script { get; init; }

    /// <summary>The run.</summary>
    public required RunFact Run { get; init; }

    /// <summary>The step that was worked on.</summary>
    public required StepFact Step { get; init; }

    /// <summary>How many exceptions broke it off before.</summary>
    public int Exceptions { get; init; }

    /// <summary>What it gave, by its content; null for nothing.</summary>
    public BlobHash? Given { get; init; }

    /// <summary>All steps of the run but the items of maps, by id.</summary>
    public required IReadOnlyDictionary<string, StepFact> Heads { get; init; }

    /// <summary>In which states other items of the run's maps are, of ready, running and failed.</summary>
    public IReadOnlyCollection<StepState> Items { get; init; } = [];

    /// <summary>Itself and the other items of its map, in order, once no other is open; empty before, and where its map is done without them.</summary>
    public IReadOnlyList<StepFact> Siblings { get; init; } = [];

    /// <summary>What each of <see cref="Siblings"/> gave, itself included; null for nothing.</summary>
    public IReadOnlyList<BlobHash?> ItemOutputs => [.. Siblings.Select(s => s.Item == Step.Item ? Given : s.Output)];

    /// <summary>The list of that, by its content.</summary>
    public BlobHash? List { get; init; }

    /// <summary>Items of other steps that may make an output together with it.</summary>
    public IReadOnlyList<StepFact> Parts { get; init; } = [];

    /// <summary>The run's outputs, where it reviews them or may be the last of the run; else empty.</summary>
    public IReadOnlyList<OutputFact> Outputs { get; init; } = [];

    /// <summary>The outputs on which people have decided for this step already.</summary>
    public IReadOnlySet<OutputId> Decided { get; init; } = new HashSet<OutputId>();

    /// <summary>The pause that kept its call from being sent; null when none did.</summary>
    public Hold? Pause { get; init; }

    /// <summary>That pause ended meanwhile, and woke nobody for it.</summary>
    public bool PauseOver { get; init; }

    /// <summary>It is in the line of a budget, and whoever makes room wakes it.</summary>
    public bool Parked { get; init; }
}

/// <summary>How a run stands, as far as its steps do not say it.</summary>
/// <param name="State">Its state.</param>
/// <param name="CancelRequested">A person ended it.</param>
/// <param name="TimedOut">Its time is over.</param>
/// <param name="Problem">Why it failed; empty while it has not.</param>
public sealed record RunFact(RunState State, bool CancelRequested = false, bool TimedOut = false, string Problem = "")
{
    /// <summary>Of its row.</summary>
    public static RunFact Of(Run run) => new(run.State, run.CancelRequested, run.TimedOutAt is not null, run.Problem);
}

/// <summary>How a step stands, and what it gave.</summary>
public sealed record StepFact(
    string StepId, int Item, StepState State, BlobHash? Output = null, double? Score = null, int? Missing = null, bool? SchemaValid = null)
{
    /// <summary>Of its row.</summary>
    public static StepFact Of(StepRun step) => new(step.StepId, step.Item, step.State, step.OutputHash, step.Score, step.Missing, step.SchemaValid);
}

/// <summary>How an output stands.</summary>
public sealed record OutputFact(OutputId Id, string Name, int Item, OutputState State, bool Accepted);

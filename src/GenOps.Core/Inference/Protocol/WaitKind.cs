namespace GenOps.Core.Inference.Protocol;

/// <summary>What a step waits for, from what passes by itself to what needs somebody; the engine, the counts and the pages go by it alone.</summary>
public enum WaitKind
{
    /// <summary>For nothing: it can be worked on at once.</summary>
    None,

    /// <summary>Many go on together, a few each second.</summary>
    Turn,

    /// <summary>Something broke off, and is tried again at a time.</summary>
    Retry,

    /// <summary>A provider takes no more calls for now, by its own or by our limit; the target is the provider.</summary>
    Limit,

    /// <summary>Others have all the places of the step; the target is <c>pipeline/step</c>.</summary>
    StepPlace,

    /// <summary>Others have all the places of the pipeline; the target is its name.</summary>
    RunPlace,

    /// <summary>A person has to decide on an output.</summary>
    Person,

    /// <summary>Its next call does not fit a budget; the target is the budget's id.</summary>
    Budget,

    /// <summary>A provider refuses calls, cannot be reached, or its circuit is open; the target is the provider.</summary>
    Provider,

    /// <summary>A call was sent, and nobody knows whether it was charged; the target is the provider.</summary>
    Doubt,

    /// <summary>A person paused it; the target is what is paused, as <c>Hold.Target</c>.</summary>
    Hold,
}

/// <summary>What is waited for.</summary>
/// <param name="Kind">The kind of thing.</param>
/// <param name="Target">Which one, as <see cref="WaitKind"/> says; empty where there is nothing to name.</param>
public sealed record WaitCause(WaitKind Kind, string Target = "");

/// <summary>Kinds that are treated alike.</summary>
public static class WaitKinds
{
    /// <summary>What is not waited for until a time: such a step may be taken whatever <c>StepRun.ReadyAt</c> says.</summary>
    public static IReadOnlyList<WaitKind> Timeless { get; } = [WaitKind.None, WaitKind.StepPlace, WaitKind.RunPlace];

    /// <summary>What passes by itself: a run of which something else is at work does not stand still for it.</summary>
    public static IReadOnlyList<WaitKind> Passing { get; } = [WaitKind.Turn, WaitKind.Retry, WaitKind.Limit, WaitKind.StepPlace, WaitKind.RunPlace];

    /// <summary>What keeps a run although something else of it may be at work.</summary>
    public static IReadOnlyList<WaitKind> Keeping { get; } = [WaitKind.Budget, WaitKind.Provider, WaitKind.Doubt];
}

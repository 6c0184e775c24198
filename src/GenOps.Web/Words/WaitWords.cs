using GenOps.Core.Access;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;
using GenOps.Web.Addresses;

namespace GenOps.Web.Words;

/// <summary>How pages say what runs and steps wait for.</summary>
public static class WaitWords
{
    /// <summary>The kind, as filters and tables name it.</summary>
    public static string Of(WaitKind kind) => kind switch
    {
        WaitKind.None => "Nothing",
        WaitKind.Turn => "Its turn",
        WaitKind.Retry => "Another try",
        WaitKind.Limit => "A provider's limit",
        WaitKind.StepPlace => "A place at a step",
        WaitKind.RunPlace => "A place of the pipeline",
        WaitKind.Person => "A person",
        WaitKind.Budget => "A budget",
        WaitKind.Provider => "A provider",
        WaitKind.Doubt => "A call in doubt",
        WaitKind.Hold => "A pause",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>What is waited for, as one noun: <c>provider alpha</c>.</summary>
    public static string Noun(WaitKind kind, string name) => kind switch
    {
        WaitKind.Limit => $"a limit of {name}",
        WaitKind.StepPlace or WaitKind.RunPlace => $"a place of {name}",
        WaitKind.Budget => $"the budget of {name}",
        WaitKind.Provider => name,
        WaitKind.Doubt => $"the settlement of a call to {name}",
        WaitKind.Hold => $"the pause of {name}",
        _ => Of(kind).ToLowerInvariant(),
    };

    /// <summary>How a run is shown that stands so: a run that is kept is not plainly running. Null where its state says it all.</summary>
    public static (string Text, Tone Tone)? Chip(RunStanding? standing) => standing switch
    {
        RunStanding.Waiting => ("Waiting", Tone.Warning),
        RunStanding.Held => ("Held", Tone.Warning),
        RunStanding.Stuck => ("Stuck", Tone.Error),
        _ => null,
    };

    /// <summary>What a step waits for with its items: what passes by itself only where none of them is at work.</summary>
    public static WaitDetail? Of(StepDetail step, IReadOnlyList<StepDetail> items)
    {
        var busy = items.Any(i => i.State == StepState.Running);
        return step.Waits ?? items.Select(i => i.Waits).OfType<WaitDetail>().Where(w => !busy || !WaitKinds.Passing.Contains(w.For)).OrderByDescending(w => w.For).FirstOrDefault();
    }

    /// <summary>How a step is shown that waits; null where its state says it all.</summary>
    public static string? Chip(WaitDetail? waits) => waits?.For switch
    {
        null or WaitKind.Person => null,
        WaitKind.Hold or WaitKind.Budget or WaitKind.Doubt => "Held",
        _ => "Waiting",
    };

    /// <summary>Where what is waited for is seen; null for nowhere, and for a reader who may not read it there.</summary>
    public static string? Href(WaitKind kind, string target, Actor reader) => kind switch
    {
        WaitKind.Budget when target.Length > 0 && reader.MayRead(ReadArea.Figures) => $"/finance/budgets/{target}",
        WaitKind.Provider or WaitKind.Limit or WaitKind.Doubt when reader.MayRead(ReadArea.Providers) => "/operations/providers",
        _ => null,
    };

    /// <summary>The dialog that leads calls elsewhere, filled in.</summary>
    public static string Reroute(string from, string? to) => "/operations/reroutes" + Query.Of(("away", from), ("onto", to));

    /// <summary>How many runs wait, as the beginning of a sentence.</summary>
    public static string Runs(int count, string noun) => count == 1 ? $"1 run waits for {noun}" : $"{count:#,##0} runs wait for {noun}";
}

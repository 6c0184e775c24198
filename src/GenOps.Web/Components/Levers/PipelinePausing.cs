using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Levers.Holds;
using GenOps.Core.Runs;
using MudBlazor;

namespace GenOps.Web.Components.Levers;

/// <summary>The question before a pipeline is paused or resumed, as every page that offers it asks it.</summary>
internal static class PipelinePausing
{
    /// <summary>What is paused, as a chip says it.</summary>
    public static string Words(HoldDetail pause) => pause.Scope == HoldScope.Intake ? "No new runs" : "Paused";

    /// <summary>What a page says of it: who, until when, and why.</summary>
    public static string Until(HoldDetail pause) => pause.Until is { } until ? $", until {until:yyyy-MM-dd HH:mm} UTC" : "";

    /// <summary>Asks; null when the person keeps things as they are, else what is to be done.</summary>
    public static async Task<Func<Actor, Task>?> AskAsync(
        IDialogService dialogs, PlaceHold place, ReleaseHold release, PipelineId id, string name, HoldDetail? pause)
    {
        if (pause is not null)
        {
            var why = await ReasonDialog.AskAsync(
                dialogs, $"Resume {name}?", "It takes runs again, and those that waited go on, a few each second.", "Resume", required: false);
            return why is null ? null : actor => release.ExecuteAsync(actor, new HoldTarget.OfPipeline(id, true), why, CancellationToken.None);
        }

        var choice = await PauseDialog.AskAsync(dialogs, $"Pause {name}?", "Calls under way are finished and kept, and no run times out by it.", withIntake: true);
        return choice is null
            ? null
            : actor => place.ExecuteAsync(actor, new HoldTarget.OfPipeline(id, choice.RunsUnderWay), choice.Reason, choice.Until, CancellationToken.None);
    }
}

using System.Globalization;
using GenOps.Core;
using GenOps.Core.Desk.Operations;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Ledger.Budgets;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;

namespace GenOps.Web.Words;

/// <summary>How the desk says what its figures mean.</summary>
public static class DeskWords
{
    /// <summary>How a run stands, as filters name it.</summary>
    public static string Of(RunStanding standing) => standing switch
    {
        RunStanding.Working => "At work",
        RunStanding.WaitingForPerson => "Waiting for a person",
        RunStanding.Waiting => "Waiting",
        RunStanding.Held => "Held",
        _ => "Stuck",
    };

    /// <summary>What most of the waiting runs wait for.</summary>
    public static string Waits(IReadOnlyList<WaitGroup> waits) => waits.Count switch
    {
        0 => "for no provider, budget or limit",
        1 => $"for {WaitWords.Noun(waits[0].For, waits[0].Name)}",
        var n => $"for {n} things, see below",
    };

    /// <summary>What stands still and needs somebody: never "all is well" while runs wait for a provider that is down.</summary>
    public static string Stuck(DeskOverview desk)
    {
        if (desk.Runs[RunStanding.Stuck] > 0) return "nothing moves, and nobody takes over";
        var still = desk.Runs[RunStanding.Waiting] + desk.Runs[RunStanding.Held];
        return still == 0 ? "every run under way moves" : $"but {still:#,##0} {(still == 1 ? "waits or is held" : "wait or are held")}";
    }

    /// <summary>By what runs are held; the pauses below may hold those of the other money.</summary>
    public static string Held(DeskOverview desk) => (desk.Holds.Count, desk.Runs[RunStanding.Held]) switch
    {
        (0, _) => "no pause is in force",
        (_, 0) => "none by the pauses below",
        _ => "by the pauses below",
    };

    /// <summary>How pipelines fare.</summary>
    public static string Failing(DeskOverview desk) => desk.Failing.Count > 0 ? "pipelines whose last run failed" : "no pipeline's last run failed";

    /// <summary>How many reviews of one money are open, and since when; never that none is open while some of the other money are.</summary>
    public static string Reviews(int open, int others, DateTime? oldest, MoneyMode money, DateTime now) => open switch
    {
        0 when others == 0 => "no review is open",
        0 => money == MoneyMode.Live ? "no live review is open" : "no review of the sandbox is open",
        1 => $"1 review open, came {RelativeTimeWords.Of(oldest!.Value, now)}",
        _ => $"{open:#,##0} reviews open, the oldest came {RelativeTimeWords.Of(oldest!.Value, now)}",
    };

    /// <summary>How long the oldest wake-up has been due.</summary>
    public static string QueueAge(QueueFacts queue, DateTime now) => queue.OldestDueAt is { } at ? DurationWords.Of(now - at) : "none";

    /// <summary>What waits.</summary>
    public static string Queue(QueueFacts queue) =>
        $"{queue.Undispatched} {(queue.Undispatched == 1 ? "wake-up" : "wake-ups")} due, {queue.ReadySteps} {(queue.ReadySteps == 1 ? "step" : "steps")} ready";

    /// <summary>The budget that today's spend is seen against: that of all calls a day, else the one used most.</summary>
    public static string Budget(IReadOnlyList<BudgetRow> mostUsedFirst, MoneyMode money)
    {
        if (mostUsedFirst.FirstOrDefault(b => b is { Scope: BudgetScope.Everything, Period: BudgetPeriod.Day }) is { } day)
            return $"{Percent(day)} of the day's {new Money(day.AmountNanoUsd)} for calls";
        if (mostUsedFirst.Count > 0)
            return $"most used: {mostUsedFirst[0].Name}, {Percent(mostUsedFirst[0])} of {new Money(mostUsedFirst[0].AmountNanoUsd)} {BudgetWordings.Of(mostUsedFirst[0].Period)}";
        return money == MoneyMode.Sandbox ? "at sandbox prices; no budget is set" : "no budget is set";
    }

    /// <summary>How much of a budget is used, 1 for all of it.</summary>
    public static decimal Used(BudgetRow row) => row.AmountNanoUsd == 0 ? 1 : (decimal)(row.SpentNanoUsd + row.ReservedNanoUsd) / row.AmountNanoUsd;

    /// <summary>The pauses as people count them: all items of a step that one budget holds are one.</summary>
    public static IEnumerable<(HoldDetail Hold, int Count)> Pauses(IReadOnlyList<HoldDetail> holds) => holds
        .GroupBy(h => h.Cause == WaitKind.Budget ? $"{h.RunId} {h.Step} {h.CauseTarget}" : h.Id.ToString())
        .Select(g => (g.First(), g.Count()));

    /// <summary>What a pause holds, and where it is seen.</summary>
    /// <param name="hold">The pause.</param>
    /// <param name="count">How many items of the step it holds.</param>
    /// <param name="pipelines">The pipelines' names by id.</param>
    public static (string Text, string Href) Held(HoldDetail hold, int count, IReadOnlyDictionary<string, string> pipelines) => hold.Scope switch
    {
        HoldScope.Pipeline => (Name(hold, pipelines), $"/pipelines/{Name(hold, pipelines)}"),
        HoldScope.Intake => ($"{Name(hold, pipelines)}: no new runs", $"/pipelines/{Name(hold, pipelines)}"),
        HoldScope.Run => ($"A run of {hold.Pipeline}", $"/operations/runs/{hold.Target}"),
        HoldScope.Step => ($"{(count == 1 ? hold.Step : $"{count} items of {hold.Step}")} of {hold.Pipeline}", $"/operations/runs/{hold.RunId}"),
        HoldScope.Provider => ($"All calls to {hold.Target}", "/operations/providers"),
        _ => throw new ArgumentOutOfRangeException(nameof(hold), hold.Scope, null),
    };

    private static string Name(HoldDetail hold, IReadOnlyDictionary<string, string> pipelines) => pipelines.GetValueOrDefault(hold.Target, hold.Target);

    private static string Percent(BudgetRow row) => Used(row).ToString("#,##0 %", CultureInfo.InvariantCulture);
}

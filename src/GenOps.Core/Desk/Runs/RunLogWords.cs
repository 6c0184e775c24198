using GenOps.Core.Calls;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Publishing;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;

namespace GenOps.Core.Desk.Runs;

/// <summary>Says in plain words what the rows of a run tell.</summary>
internal static class RunLogWords
{
    public static IEnumerable<(DateTime At, string Text, bool Bad)> Of(Run run, string pipeline, int version)
    {
        var repeats = run.RerunOf is { } source ? $"; it repeats run {source}" : "";
        yield return (run.TriggeredAt, $"{run.TriggeredBy} started {pipeline} v{version} ({run.Trigger}, {run.Money.ToString().ToLowerInvariant()} money){repeats}", false);
        if (run.EndedAt is not { } ended) yield break;
        yield return run.State switch
        {
            RunState.Succeeded => (ended, "The run succeeded", false),
            RunState.Rejected => (ended, "The run ended: all its outputs were rejected", true),
            RunState.Cancelled => (ended, "The run ended as it was cancelled", false),
            _ => (ended, $"The run failed{Because(run.Problem)}", true),
        };
    }

    public static IEnumerable<(DateTime At, string Text, bool Bad)> Of(StepRun step, DateTime triggeredAt)
    {
        if (step.ReusedFrom is { } source)
        {
            yield return (step.EndedAt is { } copied && copied > triggeredAt ? copied : triggeredAt, $"Taken over from run {source}, at no cost", false);
            yield break;
        }

        if (step.StartedAt is { } started) yield return (started, "Begun", false);
        if (step.EndedAt is not { } ended) yield break;
        var attempts = step.Attempts > 1 ? $", taken up {step.Attempts} times" : "";
        yield return step.State switch
        {
            StepState.Succeeded => (ended, $"Done{attempts}{Because(step.Problem)}", false),
            StepState.Skipped => (ended, $"Skipped{Because(step.Problem)}", false),
            StepState.Cancelled => (ended, $"Not done any more{Because(step.Problem)}", false),
            _ => (ended, $"Failed{attempts}{Because(step.Problem)}", true),
        };
    }

    public static IEnumerable<(DateTime At, string Text, bool Bad)> Of(ModelCall call, RouteDecision? route)
    {
        var what = $"{call.Purpose.ToString().ToLowerInvariant()} call to {call.Provider}/{call.Model}";
        var why = route is null ? "" : $", chosen for {route.Asked}: {route.Reason}";
        var again = call.Attempt > 0 ? $" (sending {call.Attempt + 1})" : "";
        if (call.SentAt is { } sent) yield return (sent, $"Sent a {what}{again}{why}", false);
        else yield return (call.CreatedAt, $"Prepared a {what}{again}{(call.State == CallState.Superseded ? "; it was never sent" : "")}{why}", false);
        if (call.EndedAt is not { } ended || call.State is CallState.Intent or CallState.Sending or CallState.Superseded) yield break;
        var who = $"{call.Provider}/{call.Model}";
        var cost = call.Pricing switch
        {
            PricingState.Unpriced => ", which has no price",
            PricingState.PartlyPriced => $", {new Money(call.CostNanos ?? 0)} and what has no price",
            _ => call.CostNanos is { } nanos ? $", {new Money(nanos)}" : "",
        };
        yield return call.State switch
        {
            CallState.Responded or CallState.Applied => (ended, $"{who} answered{cost}", false),
            CallState.Unusable => (ended, $"{who} answered{cost}, but the answer could not be used{Because(call.Problem)}", true),
            CallState.Rejected => (ended, $"{who} refused the call{Because(call.Problem)}", true),
            CallState.InDoubt => (ended, $"No answer of {who}: nobody knows whether it charged the call{Because(call.Problem)}", true),
            CallState.Resubmitted => (ended, $"No answer of {who}; the call was sent again{Because(call.Problem)}", true),
            CallState.WrittenOff => (ended, $"No answer of {who}; the call was written off at its worst case{Because(call.Problem)}", true),
            _ => (ended, $"{who} charged a call that had been given up{cost}", true),
        };
    }

    public static IEnumerable<(DateTime At, string Text, bool Bad)> Of(Hold hold, DateTime now)
    {
        var what = hold.Scope switch
        {
            HoldScope.Pipeline => "the pipeline",
            HoldScope.Intake => "the pipeline's intake",
            HoldScope.Run => "the run",
            HoldScope.Step => "the step",
            _ => $"all calls to {hold.Target}",
        };
        yield return (hold.PlacedAt, $"{hold.By} paused {what}{(hold.Until is { } until ? $" until {until:yyyy-MM-dd HH:mm} UTC" : "")}: {hold.Reason}", false);
        if (hold.ReleasedAt is { } released) yield return (released, hold.ReleasedBy.Length > 0 ? $"{hold.ReleasedBy} resumed {what}" : $"The pause of {what} ended", false);
        else if (hold.Until is { } end && end <= now) yield return (end, $"The pause of {what} ended by itself", false);
    }

    public static IEnumerable<(DateTime At, string Text, bool Bad)> Of(Reroute reroute)
    {
        var from = reroute.FromProvider.Length > 0 ? $" from {reroute.FromProvider}" : "";
        var to = reroute.ToModel.Length > 0 ? $"{reroute.ToProvider}/{reroute.ToModel}" : reroute.ToProvider;
        var calls = reroute.Tier is { } tier ? $"calls of the {tier.ToString().ToLowerInvariant()} tier" : "calls";
        yield return (reroute.PlacedAt, $"{reroute.By} rerouted {calls}{from} to {to}: {reroute.Reason}", false);
        if (reroute.ReleasedAt is { } released) yield return (released, $"{reroute.ReleasedBy} took the reroute to {to} back", false);
    }

    public static IEnumerable<(DateTime At, string Text, bool Bad)> Of(ReviewTask task, IEnumerable<ReviewDecision> decisions)
    {
        yield return (task.OpenedAt, "A review was opened: it waits for a person", false);
        foreach (var decision in decisions)
        {
            var verdict = decision.Verdict switch
            {
                ReviewVerdict.Approve => "approved the output",
                ReviewVerdict.Edit => "approved the output after changing it",
                ReviewVerdict.Undone => "took that decision back",
                _ => "rejected the output",
            };
            yield return (decision.DecidedAt, $"{decision.ReviewerName} {verdict}{Because(decision.Reason)}", decision.Verdict == ReviewVerdict.Reject);
        }

        if (task is { State: ReviewState.Closed, EndedAt: { } closed }) yield return (closed, "The review was closed before anybody decided", false);
    }

    public static IEnumerable<(DateTime At, string Text, bool Bad)> Of(PublishCall call)
    {
        yield return (call.CreatedAt, $"Delivering to {call.Channel}: {call.Target}{(call.Attempt > 0 ? $" (sending {call.Attempt + 1})" : "")}", false);
        if (call.EndedAt is not { } ended) yield break;
        var good = call.State is CallState.Applied or CallState.Responded;
        yield return (ended, good ? $"Delivered to {call.Channel}{Because(call.Result)}" : $"{call.Channel} did not take the delivery{Because(call.Result)}", !good);
    }

    private static string Because(string why) => why.Length > 0 ? $": {why}" : "";
}

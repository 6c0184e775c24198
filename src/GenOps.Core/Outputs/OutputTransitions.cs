namespace GenOps.Core.Outputs;

/// <summary>The output is not in a state from which this can happen.</summary>
public sealed class IllegalTransitionException(Output output, string act, string wayOut)
    : GenOpsException($"The output {Describe(output)} is {output.State} and cannot be {act}. {wayOut}")
{
    private static string Describe(Output output) =>
        $"{output.Name}{(output.Item < 0 ? "" : $" #{output.Item + 1}")} ({output.Id}) of run {output.RunId}";
}

/// <summary>Every change of an output's state, each with the states from which it is legal.</summary>
public static class OutputTransitions
{
    /// <summary>No rule asked for a person: accepted.</summary>
    public static void ApproveByRule(Output output, DateTime now)
    {
        Demand(output, "approved by rule", "A rule decides only once, before anybody looked.", OutputState.Drafted);
        output.State = OutputState.Approved;
        output.DecidedAt = now;
        output.AcceptedAt = now;
        output.DecidedByPerson = false;
    }

    /// <summary>A person must look; also when an earlier review step of the same run approved it, as long as it is not delivered.</summary>
    public static void Flag(Output output)
    {
        Demand(output, "flagged", "Start a new run to have it reviewed afresh.", OutputState.Drafted, OutputState.Flagged, OutputState.Approved);
        output.State = OutputState.Flagged;
        output.DecidedAt = null;
        output.AcceptedAt = null;
        output.DecidedByPerson = null;
    }

    /// <summary>A person accepted it, perhaps after changes.</summary>
    public static void Approve(Output output, bool edited, DateTime now)
    {
        Demand(output, "approved", "Open the review queue for what still waits.", OutputState.Flagged);
        output.State = OutputState.Approved;
        output.DecidedAt = now;
        output.AcceptedAt = now;
        output.DecidedByPerson = true;
        output.Edited |= edited;
    }

    /// <summary>A person refused it.</summary>
    public static void Reject(Output output, DateTime now)
    {
        Demand(output, "rejected", "An output that was accepted can only be withdrawn.", OutputState.Flagged);
        output.State = OutputState.Rejected;
        output.DecidedAt = now;
        output.AcceptedAt = null;
        output.DecidedByPerson = true;
    }

    /// <summary>A person's decision was taken back before anything followed from it: a person must look again.</summary>
    /// <param name="output">The output; still flagged where other reviews of it were open.</param>
    /// <param name="edited">Whether an edit that holds is left.</param>
    public static void TakeDecisionBack(Output output, bool edited)
    {
        Demand(output, "given back for review", "What was delivered or withdrawn stays so.", OutputState.Approved, OutputState.Rejected, OutputState.Flagged);
        output.State = OutputState.Flagged;
        output.DecidedAt = null;
        output.AcceptedAt = null;
        output.DecidedByPerson = null;
        output.Edited = edited;
    }

    /// <summary>It was delivered; a second delivery keeps the time of the first.</summary>
    public static void MarkPublished(Output output, DateTime now)
    {
        Demand(output, "published", "Only what was approved is ever delivered.", OutputState.Approved, OutputState.Published);
        output.State = OutputState.Published;
        output.PublishedAt ??= now;
    }

    /// <summary>The run ended before anybody decided.</summary>
    public static void Abandon(Output output)
    {
        Demand(output, "abandoned", "It was decided on, and that stays.", OutputState.Drafted, OutputState.Flagged, OutputState.Abandoned);
        output.State = OutputState.Abandoned;
    }

    /// <summary>Taken back after it was accepted; when it was accepted stays on record.</summary>
    public static void Withdraw(Output output, DateTime now)
    {
        Demand(output, "withdrawn", "Only what was accepted can be taken back.", OutputState.Approved, OutputState.Published);
        output.State = OutputState.Withdrawn;
        output.WithdrawnAt = now;
    }

    /// <summary>Made anew, as by an operator's retry, before anybody decided.</summary>
    public static void Redraft(Output output)
    {
        Demand(output, "made anew", "It was decided on: start a new run instead.", OutputState.Drafted, OutputState.Flagged, OutputState.Abandoned);
        output.State = OutputState.Drafted;
    }

    private static void Demand(Output output, string act, string wayOut, params ReadOnlySpan<OutputState> legal)
    {
        if (!legal.Contains(output.State)) throw new IllegalTransitionException(output, act, wayOut);
    }
}

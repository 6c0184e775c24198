using GenOps.Core;
using GenOps.Core.Calls;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;
using GenOps.Web.Words;

namespace GenOps.Web.Pages.Operations;

/// <summary>What a row of the steps' table is.</summary>
public enum RunStepRowLevel
{
    Step,
    Item,
    Call,
}

/// <summary>One row of the steps' table.</summary>
public sealed record RunStepRow
{
    /// <summary>The same on each reading, so that what is open stays open.</summary>
    public required string Key { get; init; }

    public required RunStepRowLevel Level { get; init; }

    public required string Title { get; init; }

    /// <summary>Beside the title: the kind of step, or the model of a call.</summary>
    public required string Note { get; init; }

    public required Enum State { get; init; }

    /// <summary>What it waits for; null for nothing.</summary>
    public WaitDetail? Waits { get; init; }

    /// <summary>Null where it has no meaning.</summary>
    public int? Attempts { get; init; }

    /// <summary>Null where there is no begin yet.</summary>
    public TimeSpan? Took { get; init; }

    /// <summary>Null where it is not known.</summary>
    public Money? Cost { get; init; }

    /// <summary>Why there is no cost.</summary>
    public string CostReason { get; init; } = "";

    /// <summary>What went wrong, or what it waits for, in plain words; empty for nothing.</summary>
    public string Problem { get; init; } = "";

    /// <summary>Further facts: a score, tokens, the reason of the route.</summary>
    public string Facts { get; init; } = "";

    /// <summary>Where it leads; null for nowhere.</summary>
    public string? Href { get; init; }

    /// <summary>Whether there is something below it to open.</summary>
    public bool HasMore { get; init; }

    public bool IsOpen { get; init; }

    /// <summary>The step or item of the row; of a call's row null.</summary>
    public StepDetail? Step { get; init; }

    /// <summary>The call of the row; of other rows null.</summary>
    public CallDetail? Call { get; init; }
}

/// <summary>Lays a run's steps out as rows: mapped steps with their items below, each with its calls, as far as opened.</summary>
public static class RunStepRows
{
    /// <summary>The rows, top to bottom.</summary>
    /// <param name="run">The run.</param>
    /// <param name="open">Keys of the rows that are open.</param>
    /// <param name="now">UTC.</param>
    public static IReadOnlyList<RunStepRow> Of(RunDetail run, IReadOnlySet<string> open, DateTime now)
    {
        var items = run.Steps.Where(s => s.Item is not null).ToLookup(s => s.Id);
        var rows = new List<RunStepRow>();
        foreach (var step in run.Steps.Where(s => s.Item is null))
        {
            var row = StepRow(step, [.. items[step.Id]], open, now);
            rows.Add(row);
            if (!row.IsOpen) continue;
            rows.AddRange(step.Calls.Select(c => CallRow(c, now)));
            foreach (var item in items[step.Id])
            {
                var itemRow = ItemRow(item, open, now);
                rows.Add(itemRow);
                if (itemRow.IsOpen) rows.AddRange(item.Calls.Select(c => CallRow(c, now)));
            }
        }

        return rows;
    }

    private static RunStepRow StepRow(StepDetail step, IReadOnlyList<StepDetail> items, IReadOnlySet<string> open, DateTime now)
    {
        var done = items.Count(i => StepRun.IsDone(i.State));
        var unpriced = step.Calls.Concat(items.SelectMany(i => i.Calls)).Count(c => c.Pricing is PricingState.Unpriced or PricingState.PartlyPriced);
        return new RunStepRow
        {
            Key = step.StepRunId.ToString(),
            Step = step,
            Level = RunStepRowLevel.Step,
            Title = step.Id,
            Note = items.Count > 0 ? $"{step.Kind}, {done} of {items.Count} items" : step.Kind,
            State = step.State,
            Waits = WaitWords.Of(step, items),
            Attempts = step.Attempts == 0 ? null : step.Attempts,
            Took = Took(step.StartedAt ?? items.Min(i => i.StartedAt), step.EndedAt, now),
            Cost = new Money(step.CostNanoUsd + items.Sum(i => i.CostNanoUsd)),
            Problem = step.Problem ?? "",
            Facts = Join(Facts(step), unpriced > 0 ? $"{unpriced} {(unpriced == 1 ? "call" : "calls")} unpriced, wholly or in part, not in the cost" : ""),
            HasMore = items.Count > 0 || step.Calls.Count > 0,
            IsOpen = open.Contains(step.StepRunId.ToString()),
        };
    }

    private static RunStepRow ItemRow(StepDetail item, IReadOnlySet<string> open, DateTime now) => new()
    {
        Key = item.StepRunId.ToString(),
        Step = item,
        Level = RunStepRowLevel.Item,
        Title = $"Item {item.Item + 1}",
        Note = "",
        State = item.State,
        Waits = item.Waits,
        Attempts = item.Attempts == 0 ? null : item.Attempts,
        Took = Took(item.StartedAt, item.EndedAt, now),
        Cost = new Money(item.CostNanoUsd),
        Problem = item.Problem ?? "",
        Facts = Facts(item),
        HasMore = item.Calls.Count > 0,
        IsOpen = open.Contains(item.StepRunId.ToString()),
    };

    private static RunStepRow CallRow(CallDetail call, DateTime now) => new()
    {
        Key = call.Id.ToString(),
        Call = call,
        Level = RunStepRowLevel.Call,
        Title = $"{StateTones.Words(call.Purpose.ToString())} call",
        Note = $"{call.Provider}/{call.Model}",
        State = call.State,
        Attempts = call.Attempt + 1,
        Took = Took(call.SentAt, call.EndedAt, now),
        Cost = call.CostNanoUsd is { } nanos ? new Money(nanos) : null,
        CostReason = call.Pricing == PricingState.Unpriced ? "this model has no price: counted, never zero" : "not known yet",
        Problem = call.Problem ?? "",
        Facts = Join(
            Tokens(call), call.AnsweredModel is { } answered && answered != call.Model ? $"answered by {answered}" : "", call.UnpricedUse ?? "", call.Route is { } route ? $"{route.Asked}: {route.Reason}" : ""),
        Href = $"/calls/{call.Id}",
    };

    private static string Facts(StepDetail step) => Join(
        step.ReusedFrom is not null ? "taken over from an earlier run, at no cost" : "",
        step.Score is { } score ? $"score {score:0.00}" : "",
        step.Missing is > 0 ? $"{step.Missing} {(step.Missing == 1 ? "fact" : "facts")} missing" : "",
        step.SchemaValid == false ? "does not follow its schema" : "");

    private static string Tokens(CallDetail call) => string.Join(", ", call.Usage.Select(u => $"{u.Value:#,##0} {StateTones.Words(u.Key).ToLowerInvariant()}"))
        + (call.UsageEstimated ? " (counted by GenOps)" : "");

    private static TimeSpan? Took(DateTime? begin, DateTime? end, DateTime now) => begin is { } from ? (end ?? now) - from : null;

    private static string Join(params ReadOnlySpan<string> parts) => string.Join(" · ", parts.ToArray().Where(p => p.Length > 0));
}

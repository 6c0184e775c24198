using GenOps.Core.Calls;
using GenOps.Core.Inference.Protocol;

namespace GenOps.Core.Desk.Runs;

/// <summary>Divides the time of one step by what it went into.</summary>
internal static class StepTime
{
    /// <summary>What a worker does for itself before, between and after calls is quicker; a longer gap means that it gave the step back, or died.</summary>
    private static readonly TimeSpan Bookkeeping = TimeSpan.FromSeconds(5);

    /// <summary>The kinds whose work is nothing but calls: with none under way, nobody works.</summary>
    private static readonly HashSet<string> OfCalls = ["prompt", "image", "judge"];

    /// <summary>The first that applies at an instant, for a step that is the sum of its items.</summary>
    private static readonly IReadOnlyList<TimeUse> MostAtWork = [TimeUse.Execution, TimeUse.Person, TimeUse.Lease, TimeUse.Wait, TimeUse.Queue];

    /// <summary>Stretches without gap: at each instant a person goes before a call, a call before a wait, and all before the rest.</summary>
    /// <param name="step">The step.</param>
    /// <param name="reviews">When reviews of it were open.</param>
    /// <param name="holds">When something held it.</param>
    /// <param name="from">When it was ready, UTC.</param>
    /// <param name="to">When it ended, or now, UTC.</param>
    public static IReadOnlyList<TimeStretch> Divide(
        StepDetail step, IReadOnlyList<(DateTime From, DateTime? To)> reviews, IReadOnlyList<(DateTime From, DateTime? To)> holds, DateTime from, DateTime to)
    {
        var started = step.StartedAt is { } at && at < to ? at > from ? at : from : to;
        var calls = step.Calls.Where(c => c.SentAt is not null).Select(c => (From: c.SentAt!.Value, To: c.EndedAt)).ToList();
        List<(DateTime From, DateTime? To)> waits = [.. holds, .. AfterRefusals(step)];
        if (step.Waits is { For: not WaitKind.Person } wait) waits.Add((wait.Since ?? started, null));
        var stretches = new List<TimeStretch>();
        foreach (var (begin, end) in Cut([.. reviews, .. calls, .. waits, (started, to)], from, to))
        {
            var use = Covered(reviews, begin, end) ? TimeUse.Person
                : Covered(calls, begin, end) ? TimeUse.Execution
                : Covered(waits, begin, end) ? TimeUse.Wait
                : begin < started ? TimeUse.Queue
                : Rest(step, calls.Count + reviews.Count, end - begin);
            Add(stretches, use, begin, end);
        }

        return stretches;
    }

    /// <summary>A mapped step does from its first item on what the busiest of its items does.</summary>
    public static TimelineBar OfItems(TimelineBar mapped, IReadOnlyList<TimelineBar> items)
    {
        var parts = items.SelectMany(i => i.Stretches).ToList();
        if (parts.Count == 0 || mapped.Stretches.Count == 0) return mapped;
        var stretches = new List<TimeStretch>();
        var all = parts.Concat(mapped.Stretches).Select(s => (s.From, (DateTime?)s.To)).ToList();
        foreach (var (begin, end) in Cut(all, mapped.Stretches[0].From, mapped.Stretches[^1].To))
        {
            var uses = parts.Where(s => s.From <= begin && s.To >= end).Select(s => s.Use).ToHashSet();
            var own = mapped.Stretches.First(s => s.From <= begin && s.To >= end).Use;
            Add(stretches, uses.Count > 0 ? MostAtWork.First(uses.Contains) : own == TimeUse.Execution ? TimeUse.Lease : own, begin, end);
        }

        return mapped with { Stretches = stretches };
    }

    private static TimeUse Rest(StepDetail step, int known, TimeSpan length) =>
        OfCalls.Contains(step.Kind) ? length > Bookkeeping ? TimeUse.Wait : TimeUse.Lease
        : known == 0 ? TimeUse.Execution
        : TimeUse.Lease;

    /// <summary>From a refused call to the next one.</summary>
    private static IEnumerable<(DateTime From, DateTime? To)> AfterRefusals(StepDetail step)
    {
        var sent = step.Calls.Where(c => c.SentAt is not null).OrderBy(c => c.SentAt).ToList();
        return sent.Zip(sent.Skip(1)).Where(p => p.First is { State: CallState.Rejected, EndedAt: not null }).Select(p => (p.First.EndedAt!.Value, p.Second.SentAt));
    }

    private static IEnumerable<(DateTime Begin, DateTime End)> Cut(IReadOnlyList<(DateTime From, DateTime? To)> spans, DateTime from, DateTime to)
    {
        var cuts = spans.SelectMany(s => new[] { s.From, s.To ?? to }).Where(at => at > from && at < to).Append(from).Append(to).Distinct().Order().ToList();
        return cuts.Zip(cuts.Skip(1));
    }

    private static bool Covered(IReadOnlyList<(DateTime From, DateTime? To)> spans, DateTime begin, DateTime end) =>
        spans.Any(s => s.From <= begin && (s.To is null || s.To >= end));

    private static void Add(List<TimeStretch> stretches, TimeUse use, DateTime from, DateTime to)
    {
        if (stretches is [.., { } last] && last.Use == use) stretches[^1] = last with { To = to };
        else stretches.Add(new TimeStretch(use, from, to));
    }
}

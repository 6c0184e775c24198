using System.Diagnostics;

namespace GenOps.Core.Analytics;

/// <summary>What somebody asked for: some figures, by name, of one filter.</summary>
internal readonly record struct FigureQuestion(string Names, AnalyticsFilter Filter);

/// <summary>Figures that were worked out, and of which state of the rows; null where that cannot be told by a glance.</summary>
internal sealed record FigureAnswer(IReadOnlyList<KpiFigure> Figures, FigurePosition? Position);

/// <summary>
/// Answers shared by all who ask the same: as long as nothing that figures rest on has changed they are given again, and of many who ask at
/// once one looks, and works them out. Whoever asks gets an answer of a moment not before he asked.
/// </summary>
internal sealed class FigureAnswers
{
    // Each takes some hundred kilobytes at most.
    private const int Most = 64;

    /// <summary>How long who watches waits for what has changed to be summed; sums take a second or two, unless nobody makes them.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Dictionary<FigureQuestion, Shared> _shared = [];
    private readonly Lock _lock = new();

    /// <summary>The answer that is there, or a new one.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="look">The state of the rows now.</param>
    /// <param name="workOut">Works it out anew.</param>
    /// <param name="cancellationToken">Ends the waiting and the work of this one alone.</param>
    public Task<IReadOnlyList<KpiFigure>> GetAsync(
        FigureQuestion question, Func<CancellationToken, Task<FigurePosition?>> look, Func<CancellationToken, Task<FigureAnswer>> workOut, CancellationToken cancellationToken) =>
        InTurnAsync(
            question,
            async (shared, asked) =>
            {
                if (shared.Answer is { } there && shared.TrueAt > asked) return there.Figures;
                var now = Stopwatch.GetTimestamp();
                var position = shared.Answer?.Position is null ? null : await look(cancellationToken);
                return await AnswerAsync(shared, position, workOut, now, cancellationToken);
            },
            cancellationToken);

    /// <summary>
    /// The answer for who watches: what has changed and is about to be summed is left until it is, so that it is worked out once; after
    /// <see cref="Patience"/> it is told all the same.
    /// </summary>
    /// <param name="question">What is asked.</param>
    /// <param name="look">The state of the rows now.</param>
    /// <param name="workOut">Works it out anew.</param>
    /// <param name="cancellationToken">Ends the waiting and the work of this one alone.</param>
    /// <returns>Null where the state cannot be told by a glance: then it would be counted from rows.</returns>
    public Task<IReadOnlyList<KpiFigure>?> FollowAsync(
        FigureQuestion question, Func<CancellationToken, Task<FigurePosition?>> look, Func<CancellationToken, Task<FigureAnswer>> workOut, CancellationToken cancellationToken) =>
        InTurnAsync(
            question,
            async (shared, asked) =>
            {
                if (shared.FollowedAt > asked) return shared.Followed;
                var now = Stopwatch.GetTimestamp();
                var position = await look(cancellationToken);
                var isPatient = shared.Answer?.Position is { } known && position?.AwaitsSums(known) == true && Stopwatch.GetElapsedTime(shared.TrueAt, now) < Patience;
                var followed = position is null ? null : isPatient ? shared.Answer!.Figures : await AnswerAsync(shared, position, workOut, now, cancellationToken);
                (shared.Followed, shared.FollowedAt) = (followed, now);
                return followed;
            },
            cancellationToken);

    /// <summary>One after the other of all who ask the same; each is told when he asked.</summary>
    private async Task<T> InTurnAsync<T>(FigureQuestion question, Func<Shared, long, Task<T>> answer, CancellationToken cancellationToken)
    {
        var asked = Stopwatch.GetTimestamp();
        var shared = Find(question, asked);
        await shared.Turn.WaitAsync(cancellationToken);
        try
        {
            return await answer(shared, asked);
        }
        finally
        {
            shared.Turn.Release();
        }
    }

    private static async Task<IReadOnlyList<KpiFigure>> AnswerAsync(
        Shared shared, FigurePosition? position, Func<CancellationToken, Task<FigureAnswer>> workOut, long now, CancellationToken cancellationToken)
    {
        var answer = position is not null && shared.Answer?.Position == position ? shared.Answer : await workOut(cancellationToken);
        (shared.Answer, shared.TrueAt) = (answer, now);
        return answer.Figures;
    }

    private Shared Find(FigureQuestion question, long now)
    {
        lock (_lock)
        {
            if (!_shared.TryGetValue(question, out var shared))
            {
                if (_shared.Count >= Most) _shared.Remove(_shared.MinBy(s => s.Value.AskedAt).Key);
                _shared.Add(question, shared = new Shared());
            }

            shared.AskedAt = now;
            return shared;
        }
    }

    private sealed class Shared
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public FigureAnswer? Answer { get; set; }

        /// <summary>The last moment of which it is known to be the answer.</summary>
        public long TrueAt { get; set; }

        /// <summary>What who watches was told last, of the moment <see cref="FollowedAt"/>.</summary>
        public IReadOnlyList<KpiFigure>? Followed { get; set; }

        public long FollowedAt { get; set; }

        public long AskedAt { get; set; }
    }
}

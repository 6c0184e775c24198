using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace GenOps.Core;

/// <summary>Which states may follow which: one table for what is moved row by row and for what is moved in one statement.</summary>
/// <typeparam name="TState">The states.</typeparam>
/// <param name="first">Those in which a row may begin.</param>
/// <param name="next">By state, those that may follow it; what is not a key here is left by nothing.</param>
internal sealed class LegalMoves<TState>(IReadOnlyList<TState> first, IReadOnlyDictionary<TState, TState[]> next)
    where TState : struct, Enum
{
    // Every claim and every answer asks for these.
    private readonly Dictionary<TState, TState[]> origins = Enum.GetValues<TState>().ToDictionary(
        to => to, to => Enum.GetValues<TState>().Where(from => Follows(next, from, to)).ToArray());

    /// <summary>True where the second may follow the first, and where nothing changes.</summary>
    public bool Allows(TState from, TState to) => origins[to].Contains(from);

    /// <summary>All from which a state may be reached, itself among them.</summary>
    public IReadOnlyList<TState> OriginsOf(TState to) => origins[to];

    /// <summary>Refuses what is not in the table; only a fault of the program comes to that.</summary>
    /// <exception cref="InvalidOperationException">The move is not legal.</exception>
    public void Demand(TState from, TState to, object row)
    {
        if (!Allows(from, to)) throw new InvalidOperationException($"{typeof(TState).Name} {from} cannot become {to} ({row}).");
    }

    /// <summary>Refuses a state in which no row begins.</summary>
    /// <exception cref="InvalidOperationException">No row begins so.</exception>
    public void DemandFirst(TState state, object row)
    {
        if (!first.Contains(state)) throw new InvalidOperationException($"Nothing begins as {typeof(TState).Name} {state} ({row}).");
    }

    /// <summary>Moves those of the rows that may, in one statement.</summary>
    /// <param name="rows">Which; their <c>State</c> is of these.</param>
    /// <param name="to">Where to.</param>
    /// <param name="also">What changes with it; null for nothing.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many were moved.</returns>
    public Task<int> MoveAsync<TRow>(
        IQueryable<TRow> rows, TState to, Action<UpdateSettersBuilder<TRow>>? also, CancellationToken cancellationToken)
        where TRow : class
    {
        var from = OriginsOf(to);
        return rows.Where(r => from.Contains(EF.Property<TState>(r, "State"))).ExecuteUpdateAsync(
            set =>
            {
                set.SetProperty(r => EF.Property<TState>(r, "State"), to);
                also?.Invoke(set);
            },
            cancellationToken);
    }

    private static bool Follows(IReadOnlyDictionary<TState, TState[]> next, TState from, TState to) =>
        EqualityComparer<TState>.Default.Equals(from, to) || (next.TryGetValue(from, out var targets) && targets.Contains(to));
}

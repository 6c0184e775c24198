namespace GenOps.Core.Tests;

/// <summary>Writes a table of moves out, so that a test can hold it against the one in the design.</summary>
internal static class MoveTable
{
    /// <summary>Each legal pair of different states, as "from to", in order.</summary>
    public static IEnumerable<string> Of<TState>(LegalMoves<TState> moves)
        where TState : struct, Enum =>
        (from @from in Enum.GetValues<TState>()
         from to in Enum.GetValues<TState>()
         where !@from.Equals(to) && moves.Allows(@from, to)
         select $"{@from} {to}").Order(StringComparer.Ordinal);
}

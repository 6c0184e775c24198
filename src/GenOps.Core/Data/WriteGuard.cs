using System.Diagnostics;

namespace GenOps.Core.Data;

/// <summary>
/// Holds the rule that only statements run while others wait to write: what takes time by itself, or as long as somebody's
/// text is long, is done before. In debug and test builds it throws, in others it costs nothing.
/// </summary>
internal sealed class WriteGuard
{
    // A value set in a flow reaches what is called from there and never the caller, so the caller's flow is given the object
    // before anything is awaited, and the object says how it stands.
    private static readonly AsyncLocal<WriteGuard?> Flow = new();

    private readonly WriteGuard? outer;

    private WriteGuard(WriteGuard? outer) => this.outer = outer;

    /// <summary>Whether the turn, or the transaction, is held.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Makes one for a turn that the present flow takes. Call it before anything is awaited.</summary>
    public static WriteGuard Enter()
    {
        var guard = new WriteGuard(IsHeldHere() ? Flow.Value : null);
        Flow.Value = guard;
        return guard;
    }

    /// <summary>Throws where the present flow holds the write turn.</summary>
    /// <param name="act">What is about to be done, as <c>counting tokens</c>.</param>
    /// <exception cref="InvalidOperationException">It is held.</exception>
    [Conditional("DEBUG")]
    public static void MustNotHold(string act)
    {
        if (IsHeldHere()) throw new InvalidOperationException($"The write turn is held while {act}; do it before the transaction begins.");
    }

    /// <summary>Whether the present flow holds the write turn.</summary>
    public static bool IsHeldHere()
    {
        for (var guard = Flow.Value; guard is not null; guard = guard.outer)
        {
            if (guard.IsHeld) return true;
        }

        return false;
    }
}

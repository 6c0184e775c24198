namespace GenOps.Core.Inference.Protocol.Spool;

/// <summary>What a part of a segment holds.</summary>
internal enum SpoolPart
{
    /// <summary>A record, as it was written.</summary>
    Whole,

    /// <summary>What was a record once.</summary>
    Damaged,

    /// <summary>What was being written when the power went: nobody was told that it was kept.</summary>
    Torn,
}

/// <summary>A part of a segment.</summary>
/// <param name="Holds">What it holds.</param>
/// <param name="Offset">Where it begins, in bytes.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Call">Whose answer it is, where its head says so.</param>
internal readonly record struct SpoolPiece(SpoolPart Holds, int Offset, int Length, ModelCallId? Call);

/// <summary>Finds the records of a segment, whatever has become of some of them.</summary>
internal static class SpoolScan
{
    /// <summary>All of a segment in its order. What is damaged ends where the next record begins.</summary>
    /// <param name="segment">The key of its records.</param>
    /// <param name="content">The file.</param>
    public static IEnumerable<SpoolPiece> Of(Guid segment, byte[] content)
    {
        for (var at = 0; at < content.Length;)
        {
            var head = SpoolFrame.Head(segment, content.AsSpan(at));
            var piece = head is { } whole && SpoolFrame.IsWhole(whole, content.AsSpan(at))
                ? new SpoolPiece(SpoolPart.Whole, at, (int)whole.Length, whole.Call)
                : Broken(segment, content, at, head);
            yield return piece;
            at += piece.Length;
        }
    }

    private static SpoolPiece Broken(Guid segment, byte[] content, int at, SpoolHead? head)
    {
        var next = SpoolFrame.Next(segment, content, at + 1);
        var part = next == content.Length && IsTorn(head, content.AsSpan(at)) ? SpoolPart.Torn : SpoolPart.Damaged;
        return new SpoolPiece(part, at, next - at, head?.Call);
    }

    /// <summary>It ends too early, or its room was made and nothing came to it. All else at the end of a file was whole once.</summary>
    private static bool IsTorn(SpoolHead? head, ReadOnlySpan<byte> tail) =>
        tail.Length < SpoolFrame.HeadBytes || head?.Length > tail.Length || !tail.ContainsAnyExcept((byte)0);
}

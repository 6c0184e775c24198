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

    /// <summary>Nothing: room that was made for further records.</summary>
    Room,
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
        var part = next == content.Length ? Last(head, content.AsSpan(at)) : SpoolPart.Damaged;
        return new SpoolPiece(part, at, next - at, head?.Call);
    }

    /// <summary>What ends too early, or where the room begins, was never whole; all else was once.</summary>
    private static SpoolPart Last(SpoolHead? head, ReadOnlySpan<byte> tail)
    {
        var written = tail.TrimEnd((byte)0).Length;
        if (written == 0) return SpoolPart.Room;
        return written < SpoolFrame.HeadBytes || head?.Length > written ? SpoolPart.Torn : SpoolPart.Damaged;
    }
}

using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace GenOps.Core.Inference.Protocol.Spool;

/// <summary>What the head of a record says.</summary>
/// <param name="Call">Whose answer it is.</param>
/// <param name="CutAt">As <see cref="ModelCall.AnswerCutAt"/>; -1 for null.</param>
/// <param name="Reference">Bytes of the provider's name of it; -1 where it has none.</param>
/// <param name="Body">Bytes of the answer.</param>
/// <param name="Sum">Of reference and body.</param>
internal readonly record struct SpoolHead(ModelCallId Call, long CutAt, int Reference, int Body, uint Sum)
{
    /// <summary>Bytes of the whole record.</summary>
    public long Length => SpoolFrame.HeadBytes + (long)Math.Max(Reference, 0) + Body;
}

/// <summary>
/// A record of the spool log: the key of its segment (16 bytes), the call (16), the bound at which it was cut (8), the length of the reference (4) and
/// of the body (4), the sum of both (4), the sum of the head so far (4); then reference and body. Numbers are little-endian, sums CRC-32C.
/// </summary>
internal static class SpoolFrame
{
    /// <summary>The length of a head.</summary>
    public const int HeadBytes = 56;

    private const int KeyBytes = 16;
    private const int Summed = HeadBytes - sizeof(uint);

    /// <summary>Head and reference of a record, up to what <see cref="Stamp"/> adds.</summary>
    public static byte[] Begin(SpooledAnswer answer)
    {
        var reference = answer.ProviderRef is { } text ? Encoding.UTF8.GetBytes(text) : null;
        var frame = new byte[HeadBytes + (reference?.Length ?? 0)];
        reference?.CopyTo(frame, HeadBytes);
        answer.Call.Value.TryWriteBytes(frame.AsSpan(KeyBytes));
        BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(32), answer.CutAt ?? -1);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(40), reference?.Length ?? -1);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(44), answer.Body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(48), ~Sum(Sum(uint.MaxValue, frame.AsSpan(HeadBytes)), answer.Body));
        return frame;
    }

    /// <summary>Completes a head, once it is known which segment it goes to.</summary>
    public static void Stamp(byte[] frame, Guid segment)
    {
        segment.TryWriteBytes(frame);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(Summed), ~Sum(uint.MaxValue, frame.AsSpan(0, Summed)));
    }

    /// <summary>The head that some bytes begin with; null where it is none, or damaged.</summary>
    public static SpoolHead? Head(Guid segment, ReadOnlySpan<byte> from)
    {
        if (from.Length < HeadBytes || new Guid(from[..KeyBytes]) != segment) return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(from[Summed..]) != ~Sum(uint.MaxValue, from[..Summed])) return null;
        return new SpoolHead(
            new ModelCallId(new Guid(from.Slice(KeyBytes, 16))),
            BinaryPrimitives.ReadInt64LittleEndian(from[32..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[40..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[44..]),
            BinaryPrimitives.ReadUInt32LittleEndian(from[48..]));
    }

    /// <summary>True where the record that some bytes begin with is there as it was written.</summary>
    public static bool IsWhole(SpoolHead head, ReadOnlySpan<byte> from) =>
        from.Length >= head.Length && ~Sum(uint.MaxValue, from[HeadBytes..(int)head.Length]) == head.Sum;

    /// <summary>The answer that some bytes begin with; null where they hold none, or a damaged one.</summary>
    public static SpooledAnswer? Read(Guid segment, ReadOnlySpan<byte> from)
    {
        if (Head(segment, from) is not { } head || !IsWhole(head, from)) return null;
        var body = HeadBytes + Math.Max(head.Reference, 0);
        var reference = head.Reference < 0 ? null : Encoding.UTF8.GetString(from[HeadBytes..body]);
        return new SpooledAnswer(head.Call, from.Slice(body, head.Body).ToArray(), reference, head.CutAt < 0 ? null : head.CutAt);
    }

    /// <summary>Where the next record begins whose head is intact; the end where there is none.</summary>
    public static int Next(Guid segment, ReadOnlySpan<byte> content, int from)
    {
        Span<byte> key = stackalloc byte[KeyBytes];
        segment.TryWriteBytes(key);
        for (var at = from; at < content.Length && content[at..].IndexOf(key) is >= 0 and var skipped; at++)
        {
            at += skipped;
            if (Head(segment, content[at..]) is not null) return at;
        }

        return content.Length;
    }

    private static uint Sum(uint sum, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..]) sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes) sum = BitOperations.Crc32C(sum, b);
        return sum;
    }
}

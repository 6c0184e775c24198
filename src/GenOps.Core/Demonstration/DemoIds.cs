using System.Buffers.Binary;

namespace GenOps.Core.Demonstration;

/// <summary>Keys as the product makes them, UUIDv7, but of the time their row is of and of the seed: they sort like the rows, and are the same again.</summary>
internal sealed class DemoIds(DemoRandom random)
{
    /// <param name="at">When the row was made, UTC.</param>
    public T New<T>(DateTime at)
        where T : struct, IId<T>
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, random.Next());
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], random.Next());
        var milliseconds = (ulong)((at - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond);
        for (var i = 5; i >= 0; i--)
        {
            bytes[i] = (byte)milliseconds;
            milliseconds >>= 8;
        }

        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return T.From(new Guid(bytes, bigEndian: true));
    }
}

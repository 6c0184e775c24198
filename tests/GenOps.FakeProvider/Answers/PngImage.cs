using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace GenOps.FakeProvider.Answers;

/// <summary>Writes a PNG of a colour gradient without an image library.</summary>
public static class PngImage
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Remainder)];

    /// <summary>A picture of that size whose colours follow the seed, a hex string of at least six digits.</summary>
    public static byte[] Draw(int width, int height, string seed)
    {
        var colour = Convert.FromHexString(seed[..6]);
        using var png = new MemoryStream();
        png.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = 2;
        Chunk(png, "IHDR", header);
        Chunk(png, "IDAT", Pixels(width, height, colour));
        Chunk(png, "IEND", []);
        return png.ToArray();
    }

    private static byte[] Pixels(int width, int height, byte[] colour)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = new byte[1 + width * 3];
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    for (var c = 0; c < 3; c++)
                        row[1 + x * 3 + c] = (byte)((colour[c] + (x * 64 / width) + (y * 64 / height)) & 0xFF);
                }

                zip.Write(row);
            }
        }

        return packed.ToArray();
    }

    private static void Chunk(MemoryStream png, string name, byte[] data)
    {
        var typed = (byte[])[.. Encoding.ASCII.GetBytes(name), .. data];
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(typed);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~typed.Aggregate(uint.MaxValue, (crc, value) => Table[(crc ^ value) & 0xFF] ^ (crc >> 8)));
        png.Write(number);
    }

    private static uint Remainder(int value)
    {
        var crc = (uint)value;
        for (var bit = 0; bit < 8; bit++)
            crc = (crc & 1) == 1 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        return crc;
    }
}

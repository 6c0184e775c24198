using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security;
using System.Text;

namespace GenOps.Core.Runs.Steps;

/// <summary>
/// Writes keywords into a picture as an XMP packet (<c>dc:subject</c>), where each format keeps it: PNG in an iTXt chunk,
/// JPEG in an APP1 segment, WebP in an XMP chunk (ISO 16684-1; the container rules of PNG, JPEG and RIFF).
/// </summary>
internal static class ImageTags
{
    private static readonly byte[] JpegHeader = Encoding.ASCII.GetBytes("http://ns.adobe.com/xap/1.0/\0");
    private static readonly byte[] PngHeader = [.. Encoding.ASCII.GetBytes("XML:com.adobe.xmp"), 0, 0, 0, 0, 0];
    private const int PngHeaderEnd = 8 + 25;
    private const byte XmpFlag = 0x04;
    private const byte AlphaFlag = 0x10;

    /// <summary>The same picture with keywords; the pixels are untouched.</summary>
    /// <param name="image">A whole PNG, JPEG or WebP file.</param>
    /// <param name="mediaType">Which of them it is.</param>
    /// <param name="tags">The keywords; none leaves the file as it is.</param>
    /// <param name="width">Pixels; WebP states its size beside the packet.</param>
    /// <param name="height">Pixels.</param>
    public static byte[] Write(byte[] image, string mediaType, IReadOnlyList<string> tags, int width, int height)
    {
        if (tags.Count == 0) return image;
        var packet = Packet(tags);
        return mediaType switch
        {
            "image/png" => Insert(image, PngHeaderEnd, PngChunk("iTXt", [.. PngHeader, .. packet])),
            "image/jpeg" => Insert(image, 2, JpegSegment(packet)),
            "image/webp" => Webp(image, packet, width, height),
            _ => throw new ArgumentException($"No place for tags in {mediaType}.", nameof(mediaType)),
        };
    }

    private static byte[] Packet(IReadOnlyList<string> tags) => Encoding.UTF8.GetBytes(
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
        + "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:subject><rdf:Bag>"
        + string.Concat(tags.Select(t => $"<rdf:li>{SecurityElement.Escape(t)}</rdf:li>"))
        + "</rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>");

    private static byte[] PngChunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        var chunk = new byte[4 + body.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        body.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(4 + body.Length), Crc32.HashToUInt32(body));
        return chunk;
    }

    private static byte[] JpegSegment(byte[] packet)
    {
        byte[] data = [.. JpegHeader, .. packet];
        if (data.Length > 65_533) throw new InvalidDataException("The tags are too long for a JPEG file: at most 65,000 bytes in all.");
        var segment = new byte[4 + data.Length];
        segment[0] = 0xFF;
        segment[1] = 0xE1;
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(2), (ushort)(data.Length + 2));
        data.CopyTo(segment, 4);
        return segment;
    }

    private static byte[] Webp(byte[] image, byte[] packet, int width, int height)
    {
        var first = Encoding.ASCII.GetString(image, 12, 4);
        var body = new List<byte>(Encoding.ASCII.GetBytes("WEBP"));
        if (first == "VP8X")
        {
            var chunks = image[12..];
            chunks[8] |= XmpFlag;
            body.AddRange(chunks);
        }
        else
        {
            var header = new byte[10];
            header[0] = (byte)(XmpFlag | (first == "VP8L" ? AlphaFlag : 0));
            Write24(header.AsSpan(4), width - 1);
            Write24(header.AsSpan(7), height - 1);
            body.AddRange(RiffChunk("VP8X", header));
            body.AddRange(image[12..]);
        }

        body.AddRange(RiffChunk("XMP ", packet));
        var file = new byte[8 + body.Count];
        Encoding.ASCII.GetBytes("RIFF").CopyTo(file, 0);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), body.Count);
        body.CopyTo(file, 8);
        return file;
    }

    private static byte[] RiffChunk(string type, byte[] data)
    {
        var chunk = new byte[8 + data.Length + (data.Length % 2)];
        Encoding.ASCII.GetBytes(type).CopyTo(chunk, 0);
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(4), data.Length);
        data.CopyTo(chunk, 8);
        return chunk;
    }

    private static void Write24(Span<byte> target, int value)
    {
        target[0] = (byte)value;
        target[1] = (byte)(value >> 8);
        target[2] = (byte)(value >> 16);
    }

    private static byte[] Insert(byte[] image, int at, byte[] part) => [.. image.AsSpan(0, at), .. part, .. image.AsSpan(at)];
}

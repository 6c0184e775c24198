using System.Text;

namespace GenOps.Core.Blobs;

/// <summary>A content with its hash, ready to be stored.</summary>
/// <param name="Hash">Of <paramref name="Bytes"/>.</param>
/// <param name="Bytes">May be empty.</param>
/// <param name="MediaType">As <c>text/plain</c>.</param>
public sealed record BlobContent(BlobHash Hash, byte[] Bytes, string MediaType)
{
    /// <summary>Hashes a content.</summary>
    public static BlobContent Of(byte[] bytes, string mediaType) => new(BlobHash.Of(bytes), bytes, mediaType);

    /// <summary>Hashes a text as UTF-8.</summary>
    public static BlobContent OfText(string text, string mediaType) => Of(Encoding.UTF8.GetBytes(text), mediaType);
}

using System.Security.Cryptography;
using System.Text;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GenOps.Core.Blobs;

/// <summary>The SHA-256 of a content, by which rows name it.</summary>
/// <param name="Hex">64 lower-case hex digits.</param>
public readonly record struct BlobHash(string Hex)
{
    /// <summary>The hash of some bytes.</summary>
    public static BlobHash Of(ReadOnlySpan<byte> content)
    {
        WriteTurn.MustNotHold("hashing");
        return new BlobHash(Convert.ToHexStringLower(SHA256.HashData(content)));
    }

    /// <summary>The hash of a text's UTF-8 bytes.</summary>
    public static BlobHash Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public override string ToString() => Hex;
}

/// <summary>A prompt, an answer, an input or a file. Rows keep its hash; the content itself can be erased.</summary>
public sealed class Blob
{
    public required BlobHash Hash { get; init; }

    public required string MediaType { get; init; }

    /// <summary>Bytes of the content, also after it was erased.</summary>
    public required long Length { get; init; }

    /// <summary>The content; empty once erased.</summary>
    public required byte[] Content { get; set; }

    /// <summary>UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>UTC; null while the content is there.</summary>
    public DateTime? ErasedAt { get; set; }
}

internal sealed class BlobConfiguration : IEntityTypeConfiguration<Blob>
{
    public void Configure(EntityTypeBuilder<Blob> builder)
    {
        builder.HasKey(b => b.Hash);
    }
}

using System.Security.Cryptography;
using System.Text;

namespace GenOps.Core;

/// <summary>Makes and reads keys.</summary>
public static class Id
{
    /// <summary>A new key of the given type.</summary>
    public static T New<T>() where T : struct, IId<T> => T.From(Guid.CreateVersion7());

    /// <summary>A key made from what it stands for: the same on every machine, so that two that make it collide.</summary>
    internal static Guid Derived(string text)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Reads a key as people and links write it; false for anything else.</summary>
    public static bool TryParse<T>(string? text, out T id) where T : struct, IId<T> => T.TryParse(text, null, out id);
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace GenOps.Core.Access;

/// <summary>The secret of an API key: made here, shown once, kept only as a hash.</summary>
public static class ApiKeySecret
{
    /// <summary>How every key begins, so that secret scanners and people recognise it.</summary>
    public const string Lead = "genops_";

    /// <summary>Characters of a key that are kept to recognise it by.</summary>
    public const int PrefixLength = 12;

    /// <summary>A new secret of 256 random bits.</summary>
    public static string New() => Lead + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>SHA-256 as lower-case hex. A fast hash is enough: the secret is random, not chosen by a person.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}

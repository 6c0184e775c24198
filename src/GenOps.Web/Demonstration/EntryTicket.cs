using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace GenOps.Web.Demonstration;

/// <summary>Lets one person into the demonstration, once and soon. Only the product and its demonstration know the secret it is signed with.</summary>
/// <param name="Email">Of the account in the product.</param>
/// <param name="Until">When it is worth nothing any more, UTC.</param>
/// <param name="Id">By which it is known to be used.</param>
internal sealed record EntryTicket(string Email, DateTimeOffset Until, Guid Id)
{
    /// <summary>How long a browser may take from the product to the demonstration, 1 min.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    /// <summary>A secret that nobody knows yet.</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>As it stands in an address.</summary>
    public string Write(string secret)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(this);
        return $"{Base64Url.EncodeToString(content)}.{Base64Url.EncodeToString(Sign(secret, content))}";
    }

    /// <summary>The ticket; null where it is none, or was signed with another secret.</summary>
    public static EntryTicket? Read(string secret, string? text)
    {
        if (text?.Split('.') is not [var content, var mark] || !Base64Url.IsValid(content) || !Base64Url.IsValid(mark)) return null;
        var bytes = Base64Url.DecodeFromChars(content);
        return CryptographicOperations.FixedTimeEquals(Sign(secret, bytes), Base64Url.DecodeFromChars(mark)) ? JsonSerializer.Deserialize<EntryTicket>(bytes) : null;
    }

    private static byte[] Sign(string secret, byte[] content) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), content);
}

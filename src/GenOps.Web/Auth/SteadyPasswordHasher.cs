using System.Buffers.Binary;
using System.Security.Cryptography;
using GenOps.Core.Access;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace GenOps.Web.Auth;

/// <summary>
/// Identity's hasher, which takes as long for an old hash as for a new one: else the time an answer takes would tell accounts that were
/// not used for long from those that do not exist.
/// </summary>
public class SteadyPasswordHasher(IOptions<PasswordHasherOptions> options) : PasswordHasher<User>(options)
{
    /// <summary>
    /// 210,000 rounds of PBKDF2 with HMAC-SHA-512, the work OWASP asks for with that function. The framework's own default, in .NET 10
    /// and the newest preview alike, is 100,000. A hash of fewer is made anew when its person signs in.
    /// </summary>
    public const int Iterations = 210_000;

    private static readonly byte[] Padding = new byte[16];

    /// <inheritdoc />
    public override PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
    {
        var result = base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        if (Missing(hashedPassword) is > 0 and var missing) Work(providedPassword, missing);
        return result;
    }

    /// <summary>Works for so many rounds, for nothing but the time they take.</summary>
    protected virtual void Work(string password, int rounds) => Rfc2898DeriveBytes.Pbkdf2(password, Padding, rounds, HashAlgorithmName.SHA512, 32);

    /// <summary>How many rounds fewer a hash takes than a new one.</summary>
    internal static int Missing(string hash)
    {
        // Version 1 in the first byte, the function in the next four, then the rounds.
        var bytes = Convert.FromBase64String(hash);
        return bytes is [1, _, _, _, _, _, _, _, _, ..] ? Iterations - (int)BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(5)) : Iterations;
    }
}

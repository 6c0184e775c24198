using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using GenOps.Core.Access;

namespace GenOps.Web.Auth;

/// <summary>
/// The token by which the command line reaches the process that owns the data folder. It lives in memory, and in a file of the
/// folder that only the folder's user can read: whoever can read it owns the data anyway.
/// </summary>
public sealed class CommandLineAccess
{
    private const string ClaimType = "genops-command-line";

    private readonly byte[] _hash;

    public CommandLineAccess()
    {
        Token = "local_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        _hash = HashOf(Token);
    }

    /// <summary>Good until this process ends.</summary>
    public string Token { get; }

    /// <summary>Whether a request of this user comes from the command line.</summary>
    public static bool IsUsedBy(ClaimsPrincipal user) => user.HasClaim(ClaimType, "true");

    /// <summary>The command line's identity; null when the secret is another one.</summary>
    /// <param name="secret">As sent.</param>
    /// <param name="scheme">The scheme it was sent by.</param>
    public ClaimsIdentity? Accept(string secret, string scheme) =>
        CryptographicOperations.FixedTimeEquals(HashOf(secret), _hash)
            ? new ClaimsIdentity(
                [new Claim(ClaimTypes.Name, Actor.CommandLine.Name), new Claim(ClaimTypes.Role, Roles.Admin), new Claim(ClaimType, "true")], scheme)
            : null;

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GenOps.Web.Processes;

namespace GenOps.Web.Auth;

/// <summary>The certificate with which all nodes encrypt the keys they share: <c>GenOps:Keys:Certificate</c>, a PFX file, and <c>GenOps:Keys:Password</c>.</summary>
internal static class KeyCertificate
{
    private const string Setting = "GenOps:Keys:Certificate";

    /// <summary>The certificate; null when none is configured.</summary>
    /// <exception cref="StartFailedException">The file cannot be read, or has no private key.</exception>
    public static X509Certificate2? Of(IConfiguration settings)
    {
        if (settings[Setting] is not { Length: > 0 } file) return null;
        try
        {
            var certificate = X509CertificateLoader.LoadPkcs12FromFile(file, settings["GenOps:Keys:Password"]);
            return certificate.HasPrivateKey
                ? certificate
                : throw new StartFailedException($"{file} has no private key. GenOps__Keys__Certificate names a PFX file with one.");
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StartFailedException(
                $"The certificate {file} cannot be read: {e.Message.ReplaceLineEndings(" ")} Check GenOps__Keys__Certificate and GenOps__Keys__Password.", e);
        }
    }

    /// <summary>What to say to a node that cannot read the keys of the others.</summary>
    public static StartFailedException Missing(ProcessRole role) => new(
        $"The role {role.ToString().ToLowerInvariant()} shares keys with other nodes, encrypted with a certificate. Make one, give it to every node, "
        + "and set GenOps__Keys__Certificate to its PFX file (and GenOps__Keys__Password). docs/deployment.md says how.");
}

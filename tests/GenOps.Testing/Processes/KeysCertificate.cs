using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GenOps.Testing.Processes;

/// <summary>A certificate for the keys that several processes share, in a temporary file.</summary>
public static class KeysCertificate
{
    /// <summary>Makes one.</summary>
    /// <returns>The file; whoever asked removes it.</returns>
    public static string Make()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=genops-keys", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        var file = Path.Combine(Path.GetTempPath(), $"genops-keys-{Guid.NewGuid():N}.pfx");
        File.WriteAllBytes(file, certificate.Export(X509ContentType.Pfx));
        return file;
    }
}

using GenOps.Core.Inference.Providers;
using Microsoft.AspNetCore.DataProtection;

namespace GenOps.Web.Auth;

/// <summary>Encrypts providers' keys with the keys of the data folder.</summary>
internal sealed class SecretProtector(IDataProtectionProvider protection) : ISecretProtector
{
    private readonly IDataProtector _protector = protection.CreateProtector("GenOps.ProviderKeys");

    public string Protect(string secret) => _protector.Protect(secret);

    public string Unprotect(string protectedSecret) => _protector.Unprotect(protectedSecret);
}

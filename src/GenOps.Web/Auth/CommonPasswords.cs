using System.Text.Json;

namespace GenOps.Web.Auth;

/// <summary>
/// The passwords people choose most, in lower case: the list of the npm package @zxcvbn-ts/language-common (MIT), 49,233 entries, which the
/// build pins and embeds.
/// </summary>
internal static class CommonPasswords
{
    private const string Resource = "GenOps.common-passwords.json";

    /// <summary>Reads the list anew: passwords are set rarely, and it would fill some megabytes for good.</summary>
    public static HashSet<string> Read()
    {
        using var list = typeof(CommonPasswords).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing from this build.");
        return JsonSerializer.Deserialize<HashSet<string>>(list)!;
    }
}

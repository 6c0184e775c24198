namespace GenOps.Web.Auth;

/// <summary>Keeps a link that asks to come back from leading to another site.</summary>
public static class LocalUrl
{
    /// <summary>The url when it is a path of this server, else the start page.</summary>
    public static string OrHome(string? url) => IsLocal(url) ? url! : "/";

    private static bool IsLocal(string? url) =>
        url is { Length: > 0 } && url[0] == '/'
        && (url.Length == 1 || url[1] is not ('/' or '\\'))
        && !url.Any(char.IsControl);
}

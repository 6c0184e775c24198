namespace GenOps.Web.Hosting;

/// <summary>
/// While the host starts, its own report of a failure (with a stack trace) is held back: the one clear line is printed
/// instead. From then on everything is logged.
/// </summary>
public sealed class StartupLogGate
{
    private static readonly string[] Reporters = ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Hosting.Diagnostics"];

    private volatile bool _open;

    /// <summary>Lets everything through.</summary>
    public void Open() => _open = true;

    /// <summary>Whether a line of this category at this level is written.</summary>
    public bool Lets(string? category, LogLevel level)
    {
        if (!_open && Reporters.Contains(category, StringComparer.Ordinal)) return false;
        return level >= (IsNoisy(category) ? LogLevel.Warning : LogLevel.Information);
    }

    private static bool IsNoisy(string? category) =>
        category is not null
        && (category.StartsWith("Microsoft.", StringComparison.Ordinal)
            || category.StartsWith("MudBlazor", StringComparison.Ordinal)
            || category.StartsWith("Hangfire", StringComparison.Ordinal)
            || category.StartsWith("System.Net.Http", StringComparison.Ordinal));
}

using GenOps.Web.Processes;

namespace GenOps.Web.Demonstration;

/// <summary>Where the GenOps is reached whose demonstration this process shows.</summary>
/// <param name="Url">Null where this process is the product itself.</param>
public sealed record ProductAddress(Uri? Url)
{
    /// <summary>The setting; it is given on the command line only, by the product that starts the process.</summary>
    public const string Setting = "GenOps:Demonstration:Product";

    /// <summary>Of a process that is the product itself.</summary>
    public static readonly ProductAddress None = new((Uri?)null);

    /// <summary>Whether this process shows a demonstration.</summary>
    public bool IsDemonstration => Url is not null;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="StartFailedException">The address cannot be one.</exception>
    public static ProductAddress From(string[] args)
    {
        if (new ConfigurationBuilder().AddCommandLine(args).Build()[Setting] is not { Length: > 0 } text) return None;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? new ProductAddress(url)
            : throw new StartFailedException($"--{Setting} cannot be an address: {text}.");
    }
}

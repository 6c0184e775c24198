using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;

namespace GenOps.Core.Data;

/// <summary>A file of the product that may lie outside the data folder.</summary>
/// <param name="Path">Its path.</param>
/// <param name="What">For people, as <c>the database</c>.</param>
public sealed record OwnFile(string Path, string What);

/// <summary>
/// Where the product keeps its own files: a folder that people name for watching or publishing must not lay open, move or overwrite the
/// database, the keys or the token of the command line. Paths are compared as they are once every link on them is followed.
/// </summary>
/// <param name="dataFolder">The data folder.</param>
/// <param name="files">What may lie elsewhere.</param>
public sealed class OwnPlaces(string dataFolder, params IReadOnlyList<OwnFile> files)
{
    /// <summary>The one folder of the data folder in which folders may be watched.</summary>
    public const string Inbox = "inbox";

    // Keys, and answers that wait to be recorded. Any other folder of the data folder may be a channel's.
    private static readonly string[] NotForChannels = ["keys", "spool"];

    /// <summary>The places of this process.</summary>
    public static OwnPlaces Of(IConfiguration configuration, string dataFolder)
    {
        var files = new List<OwnFile>();
        if (DatabaseChoice.From(configuration.GetConnectionString("GenOps"), dataFolder) is { IsPostgres: false } database)
            files.Add(new OwnFile(new SqliteConnectionStringBuilder(database.ConnectionString).DataSource, "the database"));
        if (configuration["GenOps:Keys:Certificate"] is { Length: > 0 } certificate) files.Add(new OwnFile(certificate, "the keys' certificate"));
        return new OwnPlaces(dataFolder, files);
    }

    /// <summary>What of the product watched folders below a path would hold or lie in; null for nothing.</summary>
    /// <exception cref="IOException">The system does not say where the path leads.</exception>
    public string? WatchedAt(string path)
    {
        var (real, data) = (RealPath.Of(path), RealPath.Of(dataFolder));
        if (RealPath.IsWithin(real, Path.Combine(data, Inbox))) return null;
        if (Meets(real, data)) return "the data folder";
        return Meets(real, RealPath.Of(AppContext.BaseDirectory)) ? "the program" : HeldBy(real);
    }

    /// <summary>What of the product a channel's folder would hold or lie in; null for nothing.</summary>
    /// <exception cref="IOException">The system does not say where the path leads.</exception>
    public string? WrittenAt(string path)
    {
        var (real, data) = (RealPath.Of(path), RealPath.Of(dataFolder));
        if (RealPath.IsWithin(data, real) || NotForChannels.Any(own => RealPath.IsWithin(real, Path.Combine(data, own)))) return "the data folder";
        return HeldBy(real);
    }

    private string? HeldBy(string real) => files.FirstOrDefault(f => RealPath.IsWithin(RealPath.Of(f.Path), real))?.What;

    private static bool Meets(string one, string other) => RealPath.IsWithin(one, other) || RealPath.IsWithin(other, one);
}

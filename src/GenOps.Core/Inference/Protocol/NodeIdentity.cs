using GenOps.Core.Data;

namespace GenOps.Core.Inference.Protocol;

/// <summary>This process and its data folder, as leases and calls name them.</summary>
/// <param name="dataFolder">The folder that holds the spool.</param>
/// <param name="database">Which database; SQLite has one node by construction.</param>
public sealed class NodeIdentity(string dataFolder, DatabaseChoice database)
{
    private readonly Lazy<string> folderId = new(() => FolderId(dataFolder));

    /// <summary>Machine, process and a random part. New at each start: a process that died does not come back under its name.</summary>
    public string Name { get; } = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>Machine and data folder, the same at each start: whose spool may hold the answer of a call.</summary>
    public string Home => $"{Environment.MachineName}/{folderId.Value}";

    /// <summary>True when the spool that may hold the answer of a call is this node's own, or there is none.</summary>
    /// <param name="home">As <see cref="ModelCall.Node"/>.</param>
    public bool IsOwn(string home) => !database.IsPostgres || home.Length == 0 || home == Home;

    private static string FolderId(string dataFolder)
    {
        var file = Path.Combine(Directory.CreateDirectory(dataFolder).FullName, "node-id");
        if (!File.Exists(file))
        {
            var draft = $"{file}.{Environment.ProcessId}";
            File.WriteAllText(draft, Guid.NewGuid().ToString("N")[..8]);
            File.Move(draft, file, overwrite: true);
            DurableFolder.Flush(dataFolder);
        }

        return File.ReadAllText(file).Trim();
    }
}

using System.IO.Compression;
using Npgsql;

namespace GenOps.Chaos.Upgrade;

/// <summary>What a killed installation left, unpacked into a temporary folder.</summary>
public sealed class KilledInstallation : IDisposable
{
    /// <summary>The machine it ran on, as its rows name it.</summary>
    private const string Machine = "genops-before/";

    private readonly string folder = Directory.CreateTempSubdirectory("genops-killed-").FullName;

    /// <summary>Unpacks an archive that <see cref="KilledArchive"/> wrote.</summary>
    public KilledInstallation(string archive) => ZipFile.ExtractToDirectory(archive, folder);

    /// <summary>The server's data folder, with the spool.</summary>
    public string DataFolder => Path.Combine(folder, "data");

    /// <summary>The bills of the provider that honours idempotency keys.</summary>
    public string KeyedBills => Path.Combine(folder, "keyed");

    /// <summary>The bills of the provider that ignores them.</summary>
    public string KeylessBills => Path.Combine(folder, "keyless");

    /// <summary>Puts its database into an empty one on PostgreSQL, as if it had run on this machine: a spool belongs to a machine and a folder.</summary>
    public async Task LoadAsync(string connectionString)
    {
        var sql = await File.ReadAllTextAsync(Path.Combine(folder, "database.sql"));
        // The dump changes the search path of the connection.
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var load = new NpgsqlCommand(sql.Replace(Machine, Environment.MachineName + "/", StringComparison.Ordinal), connection);
        await load.ExecuteNonQueryAsync();
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(folder, recursive: true);
}

using System.Diagnostics;
using System.IO.Compression;
using GenOps.Chaos.Cluster;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Chaos.Upgrade;

/// <summary>Packs what a killed installation left: <c>data</c>, the data folder; <c>keyed</c> and <c>keyless</c>, the bills; on PostgreSQL <c>database.sql</c>.</summary>
public static class KilledArchive
{
    /// <summary>What the next start makes anew, or must not see.</summary>
    private static readonly string[] OfTheProcess = ["keys/", "server.json", "genops.lock", "genops.db-"];

    /// <summary>Writes the archive. The servers are dead.</summary>
    public static async Task WriteAsync(ChaosCluster cluster, string path)
    {
        await using (var db = cluster.Open())
        {
            // Of the test, not of the installation.
            await db.Database.ExecuteSqlRawAsync(cluster.Postgres is null ? "DROP TRIGGER keep_closed; VACUUM" : "DROP FUNCTION keep_closed CASCADE");
            if (cluster.Postgres is null) await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        }

        await using var archive = await ZipFile.OpenAsync(path, ZipArchiveMode.Create);
        foreach (var (folder, name) in new[] { (cluster.Nodes[0].DataFolder, "data"), (cluster.Keyed.BillsFolder, "keyed"), (cluster.Keyless.BillsFolder, "keyless") })
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                var inside = Path.GetRelativePath(folder, file).Replace('\\', '/');
                if (!OfTheProcess.Any(inside.StartsWith)) await archive.CreateEntryFromFileAsync(file, $"{name}/{inside}", CompressionLevel.SmallestSize);
            }
        }

        if (cluster.Postgres is not { } server) return;
        using var dump = Process.Start(new ProcessStartInfo(
            Path.Combine(PostgresBinaries.Find(), "pg_dump"),
            ["--inserts", "--rows-per-insert=100", "--no-owner", "--no-privileges", "-h", "127.0.0.1", "-p", $"{server.Port}", "-U", "postgres", cluster.DatabaseName])
        { RedirectStandardOutput = true })!;
        await using var entry = new StreamWriter(await archive.CreateEntry("database.sql", CompressionLevel.SmallestSize).OpenAsync());
        while (await dump.StandardOutput.ReadLineAsync() is { } line)
        {
            // What begins so is for psql, not for the server.
            if (!line.StartsWith('\\')) await entry.WriteLineAsync(line);
        }

        await dump.WaitForExitAsync();
        if (dump.ExitCode != 0) throw new InvalidOperationException("pg_dump failed.");
    }
}

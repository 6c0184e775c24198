using System.Diagnostics;
using GenOps.Core;
using GenOps.Core.Analytics;
using GenOps.Core.Data;
using GenOps.Core.Demonstration;
using GenOps.Core.Ledger;
using GenOps.Web.Processes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Web.Demonstration;

/// <summary>What was made, and in what time.</summary>
internal sealed record DemonstrationMade(DemoSummary Summary, TimeSpan Time);

/// <summary>Makes a demonstration in a new database, with the sums that its figures are read from.</summary>
/// <param name="options">What is asked for.</param>
/// <param name="zone">The reporting time zone; null for UTC.</param>
/// <param name="progress">Hears how far it is; null where nobody does.</param>
internal sealed class DemonstrationFilling(DemoOptions options, string? zone, IProgress<DemoProgress>? progress)
{
    private const string LockFile = "genops.lock";

    /// <summary>The database of a folder; it is there once all of it was made.</summary>
    public static string FileIn(string path) => new SqliteConnectionStringBuilder(DatabaseChoice.From(null, path).ConnectionString).DataSource;

    /// <summary>Fills a new folder. The database gets its name last: what is cut off before is never taken for one.</summary>
    /// <exception cref="ConflictException">The folder holds something.</exception>
    /// <exception cref="StartFailedException">The folder cannot be written, or another process has it.</exception>
    public async Task<DemonstrationMade> FillFolderAsync(string path, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).FirstOrDefault(e => !IsOwn(e)) is { } other)
            throw new ConflictException($"the folder {path} is not empty, it holds {Path.GetFileName(other)}. Name a new folder.");
        using var folder = new DataFolder(path);
        folder.Take();
        RemoveParts(path);
        var (final, file) = (DatabaseChoice.From(null, path), FileIn(path));
        var part = final with { ConnectionString = new SqliteConnectionStringBuilder(final.ConnectionString) { DataSource = $"{file}.part" }.ToString() };
        try
        {
            var made = await FillAsync(part, cancellationToken);
            File.Move($"{file}.part", file);
            return made;
        }
        finally
        {
            RemoveParts(path);
        }
    }

    /// <summary>Fills a new database.</summary>
    /// <exception cref="ConflictException">The database holds something.</exception>
    public async Task<DemonstrationMade> FillAsync(DatabaseChoice choice, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddGenOpsDatabase(choice)
            .AddGenOpsLedger(zone)
            .AddDemonstration()
            .BuildServiceProvider();
        try
        {
            await DemandNewAsync(services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>(), choice, cancellationToken);
            await services.GetRequiredService<DatabaseSetup>().MigrateAsync(cancellationToken);
            var summary = await services.GetRequiredService<DemoYear>().FillAsync(options, progress, cancellationToken);
            // Whoever looks at it finds its sums made.
            using (var keeper = ActivatorUtilities.CreateInstance<RollupKeeper>(services)) await keeper.CatchUpAsync(cancellationToken);
            return new DemonstrationMade(summary, clock.Elapsed);
        }
        finally
        {
            // The last connection takes the journal with it.
            if (!choice.IsPostgres)
                using (var pooled = new SqliteConnection(choice.ConnectionString)) SqliteConnection.ClearPool(pooled);
        }
    }

    /// <summary>No database of anybody else is even migrated.</summary>
    private static async Task DemandNewAsync(IDbContextFactory<GenOpsDbContext> factory, DatabaseChoice choice, CancellationToken cancellationToken)
    {
        if (!choice.IsPostgres) return;
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var tables = await db.Database.SqlQueryRaw<int>("SELECT COUNT(*)::int AS \"Value\" FROM information_schema.tables WHERE table_schema = current_schema()").SingleAsync(cancellationToken);
        if (tables > 0) throw new ConflictException("this database is not empty. Name one that was just created.");
    }

    private static bool IsOwn(string path) => Path.GetFileName(path) is var name && (name == LockFile || name.StartsWith("genops.db.part", StringComparison.Ordinal));

    private static void RemoveParts(string path)
    {
        foreach (var part in Directory.EnumerateFiles(path, "genops.db.part*")) File.Delete(part);
    }
}

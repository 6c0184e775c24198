using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GenOps.Core.Data;

/// <summary>Brings the database to the present schema.</summary>
public sealed class DatabaseSetup(IDbContextFactory<GenOpsDbContext> factory, DatabaseChoice choice)
{
    /// <summary>Creates or migrates the database. On SQLite the caller holds the data folder's lock.</summary>
    /// <exception cref="NewerDatabaseException">A newer GenOps has changed it in ways this one does not know.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var unknown = (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).Except(db.Database.GetMigrations()).ToList();
        if (unknown.Count > 0) throw new NewerDatabaseException(unknown[^1]);
        if (!choice.IsPostgres) await ClearAbandonedLockAsync(db, cancellationToken);
        await db.Database.MigrateAsync(cancellationToken);
    }

    /// <summary>Does something that no two nodes may do at once; the others wait. The lock goes with its connection, however that ends.</summary>
    public async Task OneNodeAtATimeAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        if (!choice.IsPostgres)
        {
            await work(cancellationToken);
            return;
        }

        await using var connection = new NpgsqlConnection(choice.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using (var command = new NpgsqlCommand("SELECT pg_advisory_lock(hashtext('genops-start'))", connection) { CommandTimeout = 120 })
            await command.ExecuteNonQueryAsync(cancellationToken);
        await work(cancellationToken);
        await using (var command = new NpgsqlCommand("SELECT pg_advisory_unlock(hashtext('genops-start'))", connection))
            await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// EF's migration lock on SQLite is a row, which survives a kill and would block every later start.
    /// Nobody else can be migrating while we hold the data folder.
    /// </summary>
    private static async Task ClearAbandonedLockAsync(GenOpsDbContext db, CancellationToken cancellationToken)
    {
        var there = await db.Database
            .SqlQueryRaw<int>("SELECT COUNT(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'")
            .SingleAsync(cancellationToken);
        if (there > 0) await db.Database.ExecuteSqlRawAsync("DELETE FROM __EFMigrationsLock", cancellationToken);
    }
}

/// <summary>The database was brought to a schema that this version does not know.</summary>
/// <param name="migration">The last step it does not know.</param>
public sealed class NewerDatabaseException(string migration)
    : GenOpsException($"The database was made by a newer GenOps (it has '{migration}'). Start that version, or restore a backup from before it.");

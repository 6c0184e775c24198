using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Data;

/// <summary>Brings the database to the present schema.</summary>
public sealed class DatabaseSetup(IDbContextFactory<GenOpsDbContext> factory, DatabaseChoice choice)
{
    /// <summary>Creates or migrates the database. On SQLite the caller holds the data folder's lock.</summary>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (!choice.IsPostgres) await ClearAbandonedLockAsync(db, cancellationToken);
        await db.Database.MigrateAsync(cancellationToken);
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

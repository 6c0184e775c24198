using System.Data;
using GenOps.Core.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics;

/// <summary>Lets all queries of one answer see the database as it was at one moment. It writes nothing and keeps nobody from writing.</summary>
internal static class ReadSnapshot
{
    /// <summary>Begins it; it ends when it is disposed.</summary>
    public static async Task<IAsyncDisposable> BeginAsync(GenOpsDbContext db, CancellationToken cancellationToken)
    {
        if (!db.Database.IsSqlite()) return await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        // Begun otherwise it would take the one writer's lock.
        var transaction = ((SqliteConnection)db.Database.GetDbConnection()).BeginTransaction(deferred: true);
        await db.Database.UseTransactionAsync(transaction, cancellationToken);
        return transaction;
    }
}

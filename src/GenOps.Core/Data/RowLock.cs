using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace GenOps.Core.Data;

/// <summary>
/// Locks rows until the open transaction ends, without writing them. On SQLite the transaction itself is that lock, since there is
/// one writer.
/// </summary>
internal static class RowLock
{
    // A comment that EF puts before the query, by which the interceptor knows it.
    private const string Tag = "GenOps locks these rows";

    /// <summary>Locks what the query finds; whoever else locks or changes one of these rows waits, and sees them as they are then.</summary>
    /// <param name="rows">Of one table.</param>
    /// <param name="db">Its context, whose transaction is open.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many rows there are.</returns>
    public static async Task<int> LockAsync<T>(this IQueryable<T> rows, GenOpsDbContext db, CancellationToken cancellationToken)
        where T : class =>
        db.Database.IsSqlite()
            ? await rows.CountAsync(cancellationToken)
            : (await rows.TagWith(Tag).Select(_ => 1).ToListAsync(cancellationToken)).Count;

    /// <summary>Gives these queries of PostgreSQL the clause for which EF Core has no word.</summary>
    internal sealed class Clause : DbCommandInterceptor
    {
        /// <inheritdoc />
        public override InterceptionResult<DbDataReader> ReaderExecuting(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
        {
            Add(command);
            return result;
        }

        /// <inheritdoc />
        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Add(command);
            return ValueTask.FromResult(result);
        }

        private static void Add(DbCommand command)
        {
            if (command.CommandText.StartsWith("-- " + Tag, StringComparison.Ordinal)) command.CommandText += "\nFOR NO KEY UPDATE";
        }
    }
}

namespace GenOps.Core.Data.Store;

/// <summary>
/// Makes units of the hot path durable, many of them in one commit. On SQLite one thread writes them between the turns of other writers;
/// on PostgreSQL one connection of this process does.
/// </summary>
public interface IEngineStore : IAsyncDisposable
{
    /// <summary>What it did since it was made.</summary>
    StoreCounts Counts { get; }

    /// <summary>Queues a unit. Not to be called by whoever holds the write turn, for which the unit would wait.</summary>
    /// <returns>True once it was decided, written and COMMIT returned; false where it was refused and nothing changed.</returns>
    /// <exception cref="StoreCommitUnknownException">COMMIT broke off, and nobody knows whether it happened.</exception>
    /// <exception cref="System.Data.Common.DbException">What the database refused; nothing of the unit is written.</exception>
    /// <exception cref="ObjectDisposedException">The store has ended.</exception>
    Task<bool> CommitAsync(StoreUnit unit);

    /// <summary>Reads by prepared statements, outside of any transaction: nothing that must hold is decided by it.</summary>
    /// <param name="ask">Says what is read; it is answered once the task has ended.</param>
    Task ReadAsync(Action<StoreReading> ask);
}

/// <summary>What a store did.</summary>
/// <param name="Groups">Transactions that ended, with a commit or because all of it was refused.</param>
/// <param name="Units">Units in them.</param>
/// <param name="Statements">Statements that were run, without those that begin and end a transaction.</param>
public readonly record struct StoreCounts(long Groups, long Units, long Statements);

/// <summary>COMMIT broke off: what was to be written may be there or not. Whoever asked must look before anything is repeated.</summary>
/// <param name="innerException">By what it broke off.</param>
public sealed class StoreCommitUnknownException(Exception innerException)
    : Exception("The connection to the database was lost during a commit; whether it happened must be read back.", innerException);

/// <summary>A statement touched another number of rows than it must; its transaction is undone.</summary>
/// <param name="sql">The statement.</param>
/// <param name="expected">How many rows it must touch.</param>
/// <param name="touched">How many it touched.</param>
public sealed class UnexpectedRowsException(string sql, int expected, int touched)
    : InvalidOperationException($"A statement touched {touched} rows instead of {expected}: {sql}");

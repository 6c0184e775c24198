using System.Collections.Concurrent;
using System.Data.Common;

namespace GenOps.Core.Data.Store;

/// <summary>The store on SQLite: the one writer thread, with its own connection. Units are asked, decided and written one after the other.</summary>
internal sealed class SqliteStore(DatabaseChoice choice, RowMaps maps) : EngineStore(maps)
{
    // 64 MiB at most: with a million steps, inserts into their indexes are as fast as into empty ones.
    private const string Cache = "PRAGMA cache_size=-65536;";

    private const string OnlyReads = "PRAGMA query_only=ON;";

    private static readonly string PutBlob = StoreWriting.PutBlob(isSqlite: true);

    private readonly SqliteStatements statements = new(choice, Cache);
    private readonly ConcurrentBag<SqliteStatements> readers = [];

    /// <inheritdoc />
    public override Task ReadAsync(Action<StoreReading> ask)
    {
        if (!readers.TryTake(out var reader)) reader = new SqliteStatements(choice, OnlyReads);
        try
        {
            ask(new StoreReading(Maps, new StoreGroup(), reader.Ask));
        }
        catch
        {
            reader.Dispose();
            throw;
        }

        readers.Add(reader);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    protected override StoreLocks? Locks(StoreUnit unit) => null;

    /// <inheritdoc />
    protected override void Commit(IReadOnlyList<QueuedUnit> group)
    {
        // Between groups whoever waits for a turn gets it.
        using var turn = WriteTurn.Take(choice);
        try
        {
            statements.Control("BEGIN IMMEDIATE");
            var known = new StoreGroup();
            var reading = new StoreReading(Maps, known, Ask);
            var writing = new StoreWriting(Maps, known, PutBlob, Write, (_, statement) => Write(statement));
            foreach (var queued in group)
            {
                queued.Unit.Ask(reading);
                if (!known.Decide(queued)) continue;
                queued.Unit.Write(writing);
                known.Rows.DemandWritten(queued.Unit);
            }

            if (group.Any(u => u.Agreed))
            {
                IsCommitting = true;
                statements.Control("COMMIT");
            }
            else
            {
                statements.Control("ROLLBACK");
            }
        }
        catch
        {
            Disconnect();
            throw;
        }
    }

    /// <inheritdoc />
    protected override Next After(Exception exception, int tries) => StorageFault.Of(exception) is null ? Next.Alone : Next.Nothing;

    /// <inheritdoc />
    protected override Exception Uncommitted(Exception exception) => exception;

    /// <inheritdoc />
    protected override void Disconnect() => statements.Dispose();

    /// <inheritdoc />
    protected override void End()
    {
        base.End();
        foreach (var reader in readers) reader.Dispose();
    }

    private void Ask(StoreStatement statement, Action<DbDataReader> read)
    {
        Ran(1);
        statements.Ask(statement, read);
    }

    private void Write(StoreStatement statement)
    {
        Ran(1);
        statements.Write(statement);
    }
}

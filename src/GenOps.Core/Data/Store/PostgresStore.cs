using System.Data;
using System.Data.Common;
using Npgsql;

namespace GenOps.Core.Data.Store;

/// <summary>
/// The store on PostgreSQL: one connection, and three round trips a group, the first of which locks and reads, the second writes, the third commits.
/// </summary>
internal sealed class PostgresStore(DatabaseChoice choice, RowMaps maps) : EngineStore(maps)
{
    // So often a group goes again that the server broke off for another's sake.
    private const int MostTries = 5;

    private static readonly string PutBlob = StoreWriting.PutBlob(isSqlite: false);

    // A prepared statement keeps the plan it was given, and in a new database that is the reading of whole tables, which are small then. What has
    // no index seems so dear after that, that the server would compile it each time. And a machine that stands still in a transaction must not keep its
    // locks, the gate's among them: the server ends it, and it goes again.
    private const string Settings = "SET enable_seqscan = off; SET jit = off; SET idle_in_transaction_session_timeout = '15s'";

    private readonly NpgsqlDataSource source = Source(new NpgsqlConnectionStringBuilder(choice.ConnectionString)
    {
        MaxAutoPrepare = 300,
        AutoPrepareMinUsages = 2,
        MinPoolSize = 0,
        // One that writes, one that takes its place, and those that read.
        MaxPoolSize = 6,
        NoResetOnClose = true,
        Enlist = false,
    });

    private NpgsqlConnection? connection;
    private bool isConnecting;

    /// <inheritdoc />
    public override async Task ReadAsync(Action<StoreReading> ask)
    {
        var questions = new List<(StoreStatement Statement, Action<DbDataReader> Read)>();
        ask(new StoreReading(Maps, new StoreGroup(), (statement, read) => questions.Add((statement, read))));
        await using var reading = await source.OpenConnectionAsync();
        await using var batch = Batch(reading, questions.Select(q => q.Statement));
        await using var reader = await batch.ExecuteReaderAsync();
        foreach (var (_, read) in questions)
        {
            read(reader);
            await reader.NextResultAsync();
        }
    }

    /// <inheritdoc />
    protected override StoreLocks? Locks(StoreUnit unit)
    {
        var locks = new StoreLocks(Maps);
        unit.Lock(locks);
        return locks;
    }

    /// <inheritdoc />
    protected override void Commit(IReadOnlyList<QueuedUnit> group)
    {
        try
        {
            Connect();
            // Where this throws, the connection ends and the transaction with it.
            var transaction = connection!.BeginTransaction(IsolationLevel.ReadCommitted);
            var known = new StoreGroup();
            Ask(group, known);
            var statements = Decide(group, known);
            if (group.Any(u => u.Agreed))
            {
                Write(statements);
                IsCommitting = true;
                transaction.Commit();
            }
            else
            {
                transaction.Rollback();
            }
        }
        catch
        {
            Disconnect();
            throw;
        }
    }

    /// <inheritdoc />
    protected override Next After(Exception exception, int tries)
    {
        if (exception is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure })
            return tries < MostTries ? Next.Again : Next.Alone;
        if (StorageFault.Of(exception) is not { } trouble) return Next.Alone;
        // A connection that was lost is worth a new one; a server that gives none, or is slow, is not.
        var lost = trouble == StorageTrouble.Away && !isConnecting && exception.InnerException is not TimeoutException;
        return lost && tries == 0 ? Next.Again : Next.Nothing;
    }

    /// <inheritdoc />
    protected override Exception Uncommitted(Exception exception) =>
        // What the server refuses and lives on, it has undone.
        exception is PostgresException { InvariantSeverity: "ERROR" } ? exception : new StoreCommitUnknownException(exception);

    /// <inheritdoc />
    protected override void Disconnect()
    {
        connection?.Dispose();
        connection = null;
    }

    /// <inheritdoc />
    protected override void End()
    {
        base.End();
        source.Dispose();
    }

    private static NpgsqlDataSource Source(NpgsqlConnectionStringBuilder connection)
    {
        var source = new NpgsqlDataSourceBuilder(connection.ToString());
        source.UsePhysicalConnectionInitializer(
            opened =>
            {
                using var set = new NpgsqlCommand(Settings, opened);
                set.ExecuteNonQuery();
            },
            async opened =>
            {
                await using var set = new NpgsqlCommand(Settings, opened);
                await set.ExecuteNonQueryAsync();
            });
        return source.Build();
    }

    private void Connect()
    {
        isConnecting = true;
        connection ??= source.OpenConnection();
        isConnecting = false;
    }

    private void Ask(IReadOnlyList<QueuedUnit> group, StoreGroup known)
    {
        var questions = new List<(StoreStatement Statement, Action<DbDataReader> Read)>();
        var reading = new StoreReading(Maps, known, (statement, read) => questions.Add((statement, read)));
        foreach (var queued in group) queued.Unit.Ask(reading);
        // Each is a statement of its own, so that what is read is what the locks waited for.
        StoreStatement[] locks = [new(GateLock.Share, []), .. StoreLocks.Together([.. group.Select(u => u.Locks!)])];
        Ran(locks.Length + questions.Count);
        using var batch = Batch(connection!, [.. locks, .. questions.Select(q => q.Statement)]);
        using var reader = batch.ExecuteReader();
        for (var i = 0; i < locks.Length; i++) reader.NextResult();
        foreach (var (_, read) in questions)
        {
            read(reader);
            reader.NextResult();
        }
    }

    /// <summary>Lets all decide, each on what those before it changed, and gives what is written. Contents come first, in one order on every node.</summary>
    private List<StoreStatement> Decide(IReadOnlyList<QueuedUnit> group, StoreGroup known)
    {
        var contents = new SortedDictionary<string, StoreStatement>(StringComparer.Ordinal);
        var writes = new List<StoreStatement>();
        var writing = new StoreWriting(Maps, known, PutBlob, writes.Add, (hash, statement) => contents.TryAdd(hash.Hex, statement));
        foreach (var queued in group)
        {
            if (!known.Decide(queued)) continue;
            queued.Unit.Write(writing);
            known.Rows.DemandWritten(queued.Unit);
        }

        return [.. contents.Values, .. writes];
    }

    private void Write(List<StoreStatement> statements)
    {
        if (statements.Count == 0) return;
        Ran(statements.Count);
        using var batch = Batch(connection!, statements);
        batch.ExecuteNonQuery();
        for (var i = 0; i < statements.Count; i++) statements[i].Demand(batch.BatchCommands[i].RecordsAffected);
    }

    private static NpgsqlBatch Batch(NpgsqlConnection connection, IEnumerable<StoreStatement> statements)
    {
        var batch = new NpgsqlBatch(connection);
        foreach (var statement in statements)
        {
            var command = new NpgsqlBatchCommand(statement.Sql);
            for (var i = 0; i < statement.Values.Length; i++) command.Parameters.Add(PostgresParameter.Of(statement.Values[i], statement.Types?[i]));
            batch.BatchCommands.Add(command);
        }

        return batch;
    }
}

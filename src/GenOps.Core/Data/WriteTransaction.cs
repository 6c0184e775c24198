using System.Collections.Concurrent;
using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace GenOps.Core.Data;

/// <summary>
/// A transaction that writes, read committed. SQLite lets one write at a time and makes the others sleep and ask again, longer each
/// time, so that the lock lies idle while they sleep; here the transactions of one process queue for it instead, first come first served.
/// </summary>
public sealed class WriteTransaction : IAsyncDisposable
{
    // One who waits longer goes on without a turn: SQLite's own lock still keeps writers apart.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Turns = new();

    private readonly IDbContextTransaction transaction;
    private readonly SemaphoreSlim? turn;

    private WriteTransaction(IDbContextTransaction transaction, SemaphoreSlim? turn)
    {
        this.transaction = transaction;
        this.turn = turn;
    }

    /// <summary>Begins it; what is not committed when it is disposed is undone.</summary>
    public static async Task<WriteTransaction> BeginAsync(GenOpsDbContext db, CancellationToken cancellationToken)
    {
        var turn = db.Database.IsSqlite() ? Turns.GetOrAdd(db.Database.GetConnectionString()!, _ => new SemaphoreSlim(1, 1)) : null;
        if (turn is not null && !await turn.WaitAsync(Patience, cancellationToken)) turn = null;
        try
        {
            return new WriteTransaction(await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken), turn);
        }
        catch
        {
            turn?.Release();
            throw;
        }
    }

    /// <summary>Makes all of it durable.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => transaction.CommitAsync(cancellationToken);

    /// <summary>Undoes all of it.</summary>
    public Task RollbackAsync(CancellationToken cancellationToken) => transaction.RollbackAsync(cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        try
        {
            await transaction.DisposeAsync();
        }
        finally
        {
            turn?.Release();
        }
    }
}

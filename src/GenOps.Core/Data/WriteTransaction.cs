using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace GenOps.Core.Data;

/// <summary>A transaction that writes, read committed, in its <see cref="WriteTurn"/>.</summary>
public sealed class WriteTransaction : IAsyncDisposable
{
    private readonly IDbContextTransaction transaction;
    private readonly WriteTurn turn;

    private WriteTransaction(IDbContextTransaction transaction, WriteTurn turn)
    {
        this.transaction = transaction;
        this.turn = turn;
    }

    /// <summary>Begins it; what is not committed when it is disposed is undone.</summary>
    public static async Task<WriteTransaction> BeginAsync(GenOpsDbContext db, CancellationToken cancellationToken)
    {
        var turn = await WriteTurn.TakeAsync(db, cancellationToken);
        try
        {
            return new WriteTransaction(await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken), turn);
        }
        catch
        {
            turn.Dispose();
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
            turn.Dispose();
        }
    }
}

using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace GenOps.Core.Data;

/// <summary>A transaction that writes, read committed, in its <see cref="WriteTurn"/>. Only statements run in it.</summary>
public sealed class WriteTransaction : IAsyncDisposable
{
    private readonly IDbContextTransaction transaction;
    private readonly WriteTurn turn;
    private readonly WriteGuard guard;

    private WriteTransaction(IDbContextTransaction transaction, WriteTurn turn, WriteGuard guard)
    {
        this.transaction = transaction;
        this.turn = turn;
        this.guard = guard;
        guard.IsHeld = true;
    }

    /// <summary>Begins it; what is not committed when it is disposed is undone.</summary>
    public static Task<WriteTransaction> BeginAsync(GenOpsDbContext db, CancellationToken cancellationToken) =>
        BeginAsync(db, WriteGuard.Enter(), cancellationToken);

    /// <summary>Makes all of it durable, and lets the next one write.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await transaction.CommitAsync(cancellationToken);
        LetGo();
    }

    /// <summary>Undoes all of it, and lets the next one write.</summary>
    public async Task RollbackAsync(CancellationToken cancellationToken)
    {
        await transaction.RollbackAsync(cancellationToken);
        LetGo();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        try
        {
            await transaction.DisposeAsync();
        }
        finally
        {
            LetGo();
        }
    }

    private static async Task<WriteTransaction> BeginAsync(GenOpsDbContext db, WriteGuard guard, CancellationToken cancellationToken)
    {
        var turn = await WriteTurn.TakeAsync(db, cancellationToken);
        try
        {
            return new WriteTransaction(await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken), turn, guard);
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    private void LetGo()
    {
        guard.IsHeld = false;
        turn.Dispose();
    }
}

using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Audit;

/// <summary>
/// Runs commands. What one stages is committed in one write transaction, with its audit entries; then, and only then, those who wait
/// for it are told. Several commands can be staged in one scope, and are then done together or not at all.
/// </summary>
public sealed class CommandRunner(IDbContextFactory<GenOpsDbContext> factory, IOutboxSignal signal, RunChanges changes, TimeProvider time)
{
    /// <summary>Runs one; where it throws, nothing of it is kept and nobody is told.</summary>
    /// <param name="actor">Who, with the right to do it.</param>
    /// <param name="stage">
    /// Only statements; what takes longer is done before, or asked of <see cref="CommandScope.Before"/>, for which it begins again.
    /// </param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    public async Task<T> RunAsync<T>(Actor actor, Func<CommandScope, Task<T>> stage, CancellationToken cancellationToken)
    {
        var before = new Beforehand(factory);
        var (result, scope, woken) = await before.GoAsync(() => CommitAsync(before, actor, stage, cancellationToken), cancellationToken);
        if (woken) signal.Notify();
        foreach (var act in scope.Afterwards) await act();
        return result;
    }

    /// <summary>The same for one that gives nothing back.</summary>
    public Task RunAsync(Actor actor, Func<CommandScope, Task> stage, CancellationToken cancellationToken) => RunAsync(
        actor,
        async scope =>
        {
            await stage(scope);
            return true;
        },
        cancellationToken);

    /// <summary>The same for one that asks the database nothing.</summary>
    public Task RunAsync(Actor actor, Action<CommandScope> stage, CancellationToken cancellationToken) => RunAsync(
        actor,
        scope =>
        {
            stage(scope);
            return Task.CompletedTask;
        },
        cancellationToken);

    private async Task<(T Result, CommandScope Scope, bool Woken)> CommitAsync<T>(
        Beforehand before, Actor actor, Func<CommandScope, Task<T>> stage, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        var scope = new CommandScope(db, actor, time.UtcNow(), before, changes, cancellationToken);
        var result = await stage(scope);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (result, scope, db.ChangeTracker.Entries<OutboxMessage>().Any());
    }
}

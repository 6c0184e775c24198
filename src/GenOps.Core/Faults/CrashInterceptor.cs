using GenOps.Core.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace GenOps.Core.Faults;

/// <summary>
/// The crash points of every command of a person (K11): each writes its audit entry in the transaction of what it does, so that is
/// where it is met. Added in a process under test only.
/// </summary>
internal sealed class CrashInterceptor : SaveChangesInterceptor
{
    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context!.ChangeTracker.Entries<AuditEntry>().Any(e => e.State == EntityState.Added)) await CrashPoints.ReachAsync(CrashPoint.LeverWriting);
        return result;
    }

    public override async ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context!.ChangeTracker.Entries<AuditEntry>().Any()) await CrashPoints.ReachAsync(CrashPoint.LeverWritten);
        return result;
    }
}

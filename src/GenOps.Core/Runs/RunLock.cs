using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs;

/// <summary>The lock under which all changes of one run's course happen.</summary>
public static class RunLock
{
    /// <summary>Locks the run's row until the open transaction ends. On SQLite the transaction itself is that lock.</summary>
    public static Task TakeAsync(GenOpsDbContext db, RunId run, CancellationToken cancellationToken) => db.Database.IsSqlite()
        ? Task.CompletedTask
        : db.Runs.Where(r => r.Id == run).LockAsync(db, cancellationToken);
}

using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Starts.Triggers;

internal static class TriggerRows
{
    public static async Task<Trigger> FindAsync(GenOpsDbContext db, TriggerId id, CancellationToken cancellationToken) =>
        await db.Triggers.SingleOrDefaultAsync(t => t.Id == id, cancellationToken)
        ?? throw new NotFoundException($"There is no trigger {id}; somebody may have removed it.");

    /// <summary>Locks the row: whoever takes another delivery of it waits, and then sees what was taken here. False when it is gone.</summary>
    public static async Task<bool> LockAsync(GenOpsDbContext db, TriggerId id, CancellationToken cancellationToken) =>
        await db.Triggers.Where(t => t.Id == id).LockAsync(db, cancellationToken) > 0;

    /// <summary>Who starts for a trigger.</summary>
    public static Actor ActorOf(Trigger trigger) => new(null, $"trigger '{trigger.Name}' of {trigger.CreatedBy}", new HashSet<string> { Roles.Operator });
}

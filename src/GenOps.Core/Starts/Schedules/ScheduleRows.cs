using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Starts.Schedules;

internal static class ScheduleRows
{
    public static async Task<Schedule> FindAsync(GenOpsDbContext db, ScheduleId id, CancellationToken cancellationToken) =>
        await db.Schedules.SingleOrDefaultAsync(s => s.Id == id, cancellationToken)
        ?? throw new NotFoundException($"There is no schedule {id}; somebody may have removed it.");
}

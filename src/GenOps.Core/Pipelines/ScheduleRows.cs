using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Pipelines;

internal static class ScheduleRows
{
    public static async Task<Schedule> FindAsync(GenOpsDbContext db, ScheduleId id, CancellationToken cancellationToken) =>
        await db.Schedules.SingleOrDefaultAsync(s => s.Id == id, cancellationToken)
        ?? throw new NotFoundException($"There is no schedule {id}; somebody may have removed it.");
}

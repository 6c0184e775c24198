using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Alerts;

internal static class AlertRows
{
    public static async Task<Alert> FindOpenAsync(GenOpsDbContext db, AlertId id, CancellationToken cancellationToken)
    {
        var alert = await db.Alerts.SingleOrDefaultAsync(a => a.Id == id, cancellationToken) ?? throw new NotFoundException($"There is no alert {id}.");
        return alert.OpenKey is not null ? alert : throw new ConflictException("The trouble is over already, so there is nothing to do.");
    }
}

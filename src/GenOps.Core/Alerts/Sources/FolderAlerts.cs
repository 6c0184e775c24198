using GenOps.Core.Data;
using GenOps.Core.Starts.Triggers;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Alerts.Sources;

/// <summary>Watched folders that hold something of which no run is made, or cannot be looked at: one alert for each trigger.</summary>
internal sealed class FolderAlerts : IAlertSource
{
    public IReadOnlyCollection<AlertKind> Kinds => [AlertKind.Folder];

    public async Task<IReadOnlyList<AlertFinding>> FindAsync(GenOpsDbContext db, DateTime now, CancellationToken cancellationToken)
    {
        var triggers = await db.Triggers.AsNoTracking().Where(t => t.Kind == TriggerKind.Folder && t.Enabled && t.LeftAlone != "").ToListAsync(cancellationToken);
        return triggers.ConvertAll(t => Finding(t, LeftAlone.Read(t.LeftAlone)));
    }

    private static AlertFinding Finding(Trigger trigger, IReadOnlyList<LeftAlone> left) => new(
        AlertKind.Folder, $"{trigger.Id}", $"Not all is taken from the watched folder {trigger.Folder} of {trigger.Name}",
        string.Join("\n", left.Select(l => $"{l.Name}: {l.Why}")), "/triggers", left.Count);
}

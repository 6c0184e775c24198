using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Standing;

/// <summary>How runs under way stand and what they wait for, the same wherever a run is listed.</summary>
internal static class RunWaits
{
    private const int Chunk = 500;

    /// <summary>Each of the runs by how it stands and what it waits for, null while something of it is at work; those that have ended are not among them.</summary>
    public static async Task<IReadOnlyDictionary<RunId, (RunStanding Standing, WaitDetail? Waits)>> OfAsync(
        GenOpsDbContext db, StandingNow now, IEnumerable<RunId> runs, CancellationToken cancellationToken)
    {
        var found = new Dictionary<RunId, (RunStanding, WaitDetail?)>();
        foreach (var ids in runs.Chunk(Chunk))
        {
            var standing = await now.EachAsync(db, ids, cancellationToken);
            var rows = await db.Runs.AsNoTracking().Where(r => ids.Contains(r.Id)).ToDictionaryAsync(r => r.Id, cancellationToken);
            var steps = await db.StepRuns.AsNoTracking()
                .Where(s => ids.Contains(s.RunId) && (s.State == StepState.Ready || s.State == StepState.WaitingForReview)).ToListAsync(cancellationToken);
            var waits = await WaitReading.PrepareAsync(db, steps, now.At, cancellationToken);
            var ofRun = steps.ToLookup(s => s.RunId);
            foreach (var (id, stands) in standing) found[id] = (stands, waits.Of(rows[id], stands, ofRun[id]));
        }

        return found;
    }
}

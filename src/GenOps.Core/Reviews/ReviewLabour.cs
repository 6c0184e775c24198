using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Ledger;
using GenOps.Core.Outputs;

namespace GenOps.Core.Reviews;

/// <summary>Keeps the time people spent, and what it cost at the stated rate.</summary>
internal static class ReviewLabour
{
    /// <summary>
    /// Adds one row per activity. Without a measurement there is one row that says so: time nobody saw is never guessed.
    /// </summary>
    public static async Task BookAsync(
        GenOpsDbContext db, Actor actor, ReviewTask task, Output output, ReviewVerdict? verdict,
        IReadOnlyDictionary<LabourActivity, int>? seconds, DateTime now, CancellationToken cancellationToken)
    {
        var run = new RunSnapshot(output.RunId, output.PipelineId, output.VersionId, output.Money, await db.CostCentreOfRunAsync(output.RunId, cancellationToken));
        foreach (var (activity, spent) in Measured(task, verdict, seconds, now))
        {
            var labour = new Labour
            {
                Id = Id.New<LabourId>(),
                OutputId = output.Id,
                RunId = output.RunId,
                TaskId = task.Id,
                Money = output.Money,
                PersonName = actor.Name,
                Seconds = spent,
                Activity = activity,
                Measured = seconds is not null,
                At = now,
            };
            db.Add(labour);
            await LedgerBook.ChargeLabourAsync(db, labour, run, now, cancellationToken);
        }
    }

    /// <summary>Seconds come from a browser: none below zero, and together no more than passed since the task was opened.</summary>
    private static List<(LabourActivity Activity, int Seconds)> Measured(
        ReviewTask task, ReviewVerdict? verdict, IReadOnlyDictionary<LabourActivity, int>? seconds, DateTime now)
    {
        var fallback = verdict == ReviewVerdict.Edit ? LabourActivity.Rework : LabourActivity.Review;
        if (seconds is null || seconds.Values.All(s => s <= 0)) return verdict is null ? [] : [(fallback, 0)];
        var left = (int)Math.Clamp((now - task.OpenedAt).TotalSeconds, 0, int.MaxValue);
        List<(LabourActivity, int)> rows = [];
        foreach (var (activity, asked) in seconds.OrderBy(s => s.Key))
        {
            var taken = Math.Clamp(asked, 0, left);
            left -= taken;
            if (taken > 0) rows.Add((activity, taken));
        }

        return rows.Count > 0 || verdict is null ? rows : [(fallback, 0)];
    }
}

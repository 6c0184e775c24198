using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Ledger;

/// <summary>
/// Takes over the figures a pipeline's definition states, as part of the transaction that saves its version. Only a
/// figure that differs from the definition before is stated anew, so that a rate a person has changed since stays.
/// </summary>
public static class SeedAssumptions
{
    /// <summary>The note by which such rows are known.</summary>
    public const string Note = "Stated in the pipeline's definition";

    /// <summary>Adds the rows that are needed; saves nothing.</summary>
    /// <param name="db">The caller's unit of work.</param>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="values">What the definition states by <see cref="AssumptionKeys"/>, in the keys' units; what it does not is absent or null.</param>
    /// <param name="author">The version's author.</param>
    /// <param name="now">UTC; in force from here.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    public static async Task AddAsync(
        GenOpsDbContext db, PipelineId pipelineId, IReadOnlyDictionary<string, decimal?> values, string author, DateTime now,
        CancellationToken cancellationToken)
    {
        var stated = await db.Assumptions.AsNoTracking().Where(a => a.PipelineId == pipelineId).ToListAsync(cancellationToken);
        foreach (var key in AssumptionKeys.All)
        {
            var value = values.GetValueOrDefault(key);
            var seeded = stated.Where(a => a.Key == key && a.Note == Note).MaxBy(a => (a.RecordedAt, a.Id.Value));
            if (seeded?.Value == value) continue;
            // A figure taken out of the definition is withdrawn only where it still is the definition's.
            var inForce = AssumptionBook.InForce(stated, key, pipelineId, now, now);
            if (value is null && inForce?.Id != seeded?.Id) continue;
            db.Add(new Assumption
            {
                Id = Id.New<AssumptionId>(),
                PipelineId = pipelineId,
                Key = key,
                Value = value,
                ValidFrom = now,
                RecordedAt = now,
                Author = author,
                Note = Note,
            });
        }
    }
}

using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Ledger;

/// <summary>
/// Takes over the figures a pipeline's definition states, as part of the transaction that saves its version. Only a
/// figure that differs from the definition before is stated anew, so that a rate a person has changed since stays.
/// </summary>
public static class SeedAssumptions
{
    private const string Note = "Stated in the pipeline's definition";
    private const string ExampleNote = "An example that ships with GenOps";

    /// <summary>Adds the rows that are needed; saves nothing.</summary>
    /// <param name="db">The caller's unit of work.</param>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="values">What the definition states by <see cref="AssumptionKeys"/>, in the keys' units; what it does not is absent or null.</param>
    /// <param name="shipped">The keys whose values are those of a definition that ships with GenOps.</param>
    /// <param name="author">Who saves the version. What GenOps itself installs is an example, and so is what a person merely carries over.</param>
    /// <param name="now">UTC; in force from here.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    public static async Task AddAsync(
        GenOpsDbContext db, PipelineId pipelineId, IReadOnlyDictionary<string, decimal?> values, IReadOnlySet<string> shipped, Actor author, DateTime now,
        CancellationToken cancellationToken)
    {
        var stated = await db.Assumptions.AsNoTracking().Where(a => a.PipelineId == pipelineId).ToListAsync(cancellationToken);
        foreach (var key in AssumptionKeys.All)
        {
            var value = values.GetValueOrDefault(key);
            var seeded = stated.Where(a => a.Key == key && a.Origin != AssumptionOrigin.Person).MaxBy(a => (a.RecordedAt, a.Id.Value));
            if (seeded?.Value == value) continue;
            // A figure taken out of the definition is withdrawn only where it still is the definition's.
            var inForce = AssumptionBook.InForce(stated, key, pipelineId, now, now);
            if (value is null && inForce?.Id != seeded?.Id) continue;
            // A figure a person changed is a statement, whatever it was changed to.
            var example = author == Actor.System || (seeded is null && shipped.Contains(key));
            db.Add(new Assumption
            {
                Id = Id.New<AssumptionId>(),
                PipelineId = pipelineId,
                Key = key,
                Value = value,
                ValidFrom = now,
                RecordedAt = now,
                Author = author.Name,
                Origin = example ? AssumptionOrigin.Example : AssumptionOrigin.Definition,
                Note = example ? ExampleNote : Note,
            });
        }
    }
}

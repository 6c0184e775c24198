using GenOps.Core.Data;
using GenOps.Core.Outputs;
using GenOps.Core.Reviews;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Desk.Reviews;

/// <summary>Reads decisions with what they were about and how long they took.</summary>
internal static class DecisionReading
{
    public static IQueryable<DecisionRow> All(GenOpsDbContext db) =>
        from decision in db.ReviewDecisions.AsNoTracking()
        join output in db.Outputs on decision.OutputId equals output.Id
        join pipeline in db.Pipelines on output.PipelineId equals pipeline.Id
        select new DecisionRow { Decision = decision, Output = output, Pipeline = pipeline.Name };

    /// <summary>Newest first.</summary>
    public static async Task<IReadOnlyList<DecisionView>> ReadAsync(
        GenOpsDbContext db, IQueryable<DecisionRow> query, CancellationToken cancellationToken, int skip = 0, int take = 200)
    {
        var rows = await query.OrderByDescending(r => r.Decision.DecidedAt).ThenByDescending(r => r.Decision.Number).Skip(skip).Take(take).ToListAsync(cancellationToken);
        var tasks = rows.Select(r => r.Decision.TaskId).Distinct().ToList();
        var all = (await db.ReviewDecisions.Where(d => tasks.Contains(d.TaskId))
                .Select(d => new { d.Id, d.TaskId, d.Undoes, d.DecidedAt }).ToListAsync(cancellationToken)).ToLookup(d => d.TaskId);
        var spent = (await db.Labour.Where(l => l.Measured && tasks.Contains(l.TaskId))
                .Select(l => new { l.TaskId, l.At, l.Seconds }).ToListAsync(cancellationToken)).ToLookup(l => l.TaskId);
        return [.. rows.Select(r =>
        {
            var decision = r.Decision;
            return new DecisionView(
                decision.Id, decision.TaskId, decision.OutputId, r.Pipeline, r.Output.Name, r.Output.Item, decision.Verdict, decision.Reason,
                decision.Diff, decision.ReviewerName, decision.Channel, decision.DecidedAt, SecondsOf(decision), all[decision.TaskId].Any(d => d.Undoes == decision.Id));
        })];

        // A review that was decided twice has two stretches of time: each ends with its decision.
        int? SecondsOf(ReviewDecision decision)
        {
            if (decision.Verdict == ReviewVerdict.Undone) return null;
            var from = all[decision.TaskId].Where(d => d.DecidedAt < decision.DecidedAt).Select(d => (DateTime?)d.DecidedAt).Max() ?? DateTime.MinValue;
            var own = spent[decision.TaskId].Where(l => l.At > from && l.At <= decision.DecidedAt).ToList();
            return own.Count == 0 ? null : own.Sum(l => l.Seconds);
        }
    }

    internal sealed class DecisionRow
    {
        public required ReviewDecision Decision { get; init; }

        public required Output Output { get; init; }

        public required string Pipeline { get; init; }
    }
}

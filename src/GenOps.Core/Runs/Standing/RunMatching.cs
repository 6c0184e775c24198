using GenOps.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Standing;

/// <summary>Finds the runs of a filter, for lists, counts and batches alike.</summary>
internal static class RunMatching
{
    /// <summary>The runs that match, whatever page is asked for.</summary>
    public static IQueryable<Run> Of(GenOpsDbContext db, RunListFilter filter, StandingNow now)
    {
        var runs = db.Runs.AsNoTracking();
        if (filter.Pipeline is { } name)
        {
            runs = from r in runs join p in db.Pipelines on r.PipelineId equals p.Id where p.Name == name select r;
        }

        if (filter.State is { } state) runs = runs.Where(r => r.State == state);
        if (filter.Money is { } money) runs = runs.Where(r => r.Money == money);
        if (filter.From is { } from) runs = runs.Where(r => r.TriggeredAt >= from);
        if (filter.To is { } to) runs = runs.Where(r => r.TriggeredAt < to);
        if (filter.Standing is { } standing) runs = now.Of(db, runs, standing);
        if (filter.WaitsFor is { } kind) runs = now.WaitingFor(db, runs, kind, filter.WaitTarget);
        if (!string.IsNullOrWhiteSpace(filter.Text)) runs = Containing(db, runs, filter.Text.Trim());
        if (filter.UnderWay) runs = runs.Where(r => r.EndedAt == null);
        return runs;
    }

    private static IQueryable<Run> Containing(GenOpsDbContext db, IQueryable<Run> runs, string text)
    {
        if (Id.TryParse<RunId>(text, out var id)) return runs.Where(r => r.Id == id);
        var pattern = SearchText.Containing(text);
        var pipelines = db.Pipelines.Where(p => EF.Functions.Like(p.Name.ToLower(), pattern, SearchText.Escape)).Select(p => p.Id);
        return runs.Where(r => pipelines.Contains(r.PipelineId)
            || EF.Functions.Like(r.Problem.ToLower(), pattern, SearchText.Escape)
            || EF.Functions.Like(r.TriggeredBy.ToLower(), pattern, SearchText.Escape)
            || EF.Functions.Like(r.Trigger.ToLower(), pattern, SearchText.Escape)
            || EF.Functions.Like(r.CostCentre.ToLower(), pattern, SearchText.Escape));
    }
}

using System.Globalization;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics.Measures;

/// <summary>What became of pipeline versions. Versions are few: they are found set-based and finished in memory.</summary>
internal static class VersionFacts
{
    /// <summary>How surely a rejection rate must have risen to count as a failure.</summary>
    public const double Level = 0.05;

    /// <summary>Versions whose first accepted output, of this money, fell in the period; one each.</summary>
    public static async Task<IReadOnlyList<VersionFact>> FirstAcceptedAsync(MeasureScope scope, CancellationToken cancellationToken)
    {
        var filter = scope.Filter;
        var firsts = Accepted(scope).GroupBy(o => o.VersionId).Select(g => new { VersionId = g.Key, At = g.Min(o => o.AcceptedAt!.Value) });
        var found = await Versions(scope)
            .Join(firsts, v => v.Id, f => f.VersionId, (v, f) => new { v.PipelineId, v.Id, v.Number, f.At })
            .Where(v => v.At >= filter.From && v.At < filter.To)
            .ToListAsync(cancellationToken);
        return found.ConvertAll(v => new VersionFact(v.PipelineId, v.Id, v.At, 1, $"v{v.Number}: first output accepted"));
    }

    /// <summary>
    /// Versions whose first accepted output fell in the period, one each, and minus one each where a withdrawal in it left a
    /// version without any; one that gets an accepted output again counts again.
    /// </summary>
    public static async Task<IReadOnlyList<VersionFact>> StandingAsync(MeasureScope scope, CancellationToken cancellationToken)
    {
        var filter = scope.Filter;
        var outputs = Accepted(scope);
        var touched = outputs.Where(o => o.WithdrawnAt != null && o.WithdrawnAt < filter.To).Select(o => o.VersionId).Distinct();
        var lives = await Versions(scope).Where(v => touched.Contains(v.Id))
            .Join(outputs, v => v.Id, o => o.VersionId, (v, o) => new { v.PipelineId, v.Id, v.Number, At = o.AcceptedAt!.Value, o.WithdrawnAt })
            .ToListAsync(cancellationToken);
        var facts = new List<VersionFact>();
        foreach (var version in lives.GroupBy(o => (o.PipelineId, o.Id, o.Number)))
        {
            var (standing, (pipeline, id, number)) = (0, version.Key);
            var changes = version.Select(o => (o.At, By: 1)).Concat(version.Where(o => o.WithdrawnAt != null).Select(o => (At: o.WithdrawnAt!.Value, By: -1)));
            foreach (var (at, by) in changes.OrderBy(c => c.At).ThenByDescending(c => c.By))
            {
                standing += by;
                if (at < filter.From || at >= filter.To) continue;
                if (by > 0 && standing == 1) facts.Add(new VersionFact(pipeline, id, at, 1, $"v{number}: first output accepted"));
                if (by < 0 && standing == 0) facts.Add(new VersionFact(pipeline, id, at, -1, $"v{number}: last accepted output withdrawn"));
            }
        }

        var untouched = (await FirstAcceptedAsync(scope, cancellationToken)).Where(f => !lives.Exists(o => o.Id == f.VersionId));
        return [.. untouched, .. facts];
    }

    /// <summary>The same with the seconds since the first draft that led to the version, or since the version where there was none.</summary>
    public static async Task<IReadOnlyList<VersionFact>> LeadTimesAsync(MeasureScope scope, CancellationToken cancellationToken)
    {
        var accepted = await FirstAcceptedAsync(scope, cancellationToken);
        if (accepted.Count == 0) return accepted;
        PipelineVersionId[] ids = [.. accepted.Select(v => v.VersionId)];
        var versions = await scope.Db.PipelineVersions.Where(v => ids.Contains(v.Id))
            .Select(v => new { v.Id, v.CreatedAt, v.Number }).ToDictionaryAsync(v => v.Id, cancellationToken);
        var drafts = await scope.Db.PipelineDrafts.Where(d => d.PublishedAs != null && ids.Contains(d.PublishedAs.Value))
            .GroupBy(d => d.PublishedAs!.Value)
            .Select(g => new { VersionId = g.Key, At = g.Min(d => d.SavedAt) })
            .ToDictionaryAsync(d => d.VersionId, d => d.At, cancellationToken);
        return
        [
            .. accepted.Select(v => v with
            {
                Amount = Durations.Seconds(drafts.TryGetValue(v.VersionId, out var draft) ? draft : versions[v.VersionId].CreatedAt, v.At),
                Label = $"v{versions[v.VersionId].Number}: "
                    + (drafts.ContainsKey(v.VersionId) ? "first draft" : "version saved, no draft before it,") + " to first accepted output",
            }),
        ];
    }

    /// <summary>Versions which took the place of another in the period; one each.</summary>
    public static async Task<IReadOnlyList<VersionFact>> ChangesAsync(MeasureScope scope, CancellationToken cancellationToken) =>
    [
        .. (await ReplacementsAsync(scope, cancellationToken)).Select(r => new VersionFact(
            r.PipelineId, r.Version, r.At, 1, $"v{r.Number} took the place of v{r.BeforeNumber}")),
    ];

    /// <summary>Those of <see cref="ChangesAsync"/> that were rolled back, or whose rejections rose beyond chance; one each.</summary>
    public static async Task<IReadOnlyList<VersionFact>> FailedChangesAsync(MeasureScope scope, CancellationToken cancellationToken)
    {
        var replacements = await ReplacementsAsync(scope, cancellationToken);
        var verdicts = await VerdictsAsync(scope, replacements, cancellationToken);
        var failed = new List<VersionFact>();
        foreach (var change in replacements)
        {
            var (rejected, decided) = verdicts.GetValueOrDefault(change.Version);
            var (rejectedBefore, decidedBefore) = verdicts.GetValueOrDefault(change.Before);
            var chance = FisherExact.AtLeast(rejected, decided, rejectedBefore, decidedBefore);
            var risen = chance < Level;
            if (!risen && !change.RolledBack) continue;
            var why = change.RolledBack
                ? $"v{change.Number} was rolled back"
                : string.Create(CultureInfo.InvariantCulture,
                    $"v{change.Number}: {rejected} of {decided} rejected, before it {rejectedBefore} of {decidedBefore} (by chance {chance:P1})");
            failed.Add(new VersionFact(change.PipelineId, change.Version, change.At, 1, why));
        }

        return failed;
    }

    private static async Task<IReadOnlyList<Replacement>> ReplacementsAsync(MeasureScope scope, CancellationToken cancellationToken)
    {
        var filter = scope.Filter;
        var activations = await Versions(scope with { Filter = filter with { Version = null } })
            .Join(scope.Db.PipelineActivations, v => v.Id, a => a.VersionId, (v, a) => new { v.PipelineId, v.Id, v.Number, a.ActivatedAt })
            .ToListAsync(cancellationToken);
        var found = new List<Replacement>();
        foreach (var pipeline in activations.GroupBy(a => a.PipelineId))
        {
            var inOrder = pipeline.OrderBy(a => a.ActivatedAt).ToList();
            var seen = new HashSet<PipelineVersionId>();
            for (var i = 0; i < inOrder.Count; i++)
            {
                var now = inOrder[i];
                // A version counts once, when it first becomes active; going back to an older one is no change of its own.
                if (!seen.Add(now.Id) || i == 0 || now.ActivatedAt < filter.From || now.ActivatedAt >= filter.To) continue;
                if (filter.Version is { } version && version != now.Id) continue;
                var next = inOrder.Skip(i + 1).FirstOrDefault(a => a.Id != now.Id);
                found.Add(new Replacement(
                    now.PipelineId, now.Id, now.Number, inOrder[i - 1].Id, inOrder[i - 1].Number, now.ActivatedAt,
                    RolledBack: next is not null && next.Number < now.Number));
            }
        }

        return found;
    }

    private static async Task<Dictionary<PipelineVersionId, (int Rejected, int Decided)>> VerdictsAsync(
        MeasureScope scope, IReadOnlyList<Replacement> changes, CancellationToken cancellationToken)
    {
        PipelineVersionId[] ids = [.. changes.SelectMany(c => new[] { c.Version, c.Before }).Distinct()];
        var money = scope.Filter.Money;
        return await scope.Db.Outputs
            .Where(o => o.Money == money && o.DecidedAt != null && ids.Contains(o.VersionId))
            .GroupBy(o => o.VersionId)
            .Select(g => new { g.Key, Rejected = g.Sum(o => o.State == OutputState.Rejected ? 1 : 0), Decided = g.Count() })
            .ToDictionaryAsync(v => v.Key, v => (v.Rejected, v.Decided), cancellationToken);
    }

    private static IQueryable<Output> Accepted(MeasureScope scope)
    {
        var filter = scope.Filter;
        var outputs = scope.Db.Outputs.Where(o => o.Money == filter.Money && o.AcceptedAt != null);
        return filter.CostCentre is { } centre
            ? outputs.Where(o => scope.Db.Runs.Any(r => r.Id == o.RunId && r.CostCentre == centre))
            : outputs;
    }

    private static IQueryable<PipelineVersion> Versions(MeasureScope scope)
    {
        var versions = scope.Db.PipelineVersions.AsQueryable();
        if (scope.Filter.Pipeline is { } pipeline) versions = versions.Where(v => v.PipelineId == pipeline);
        if (scope.Filter.Version is { } version) versions = versions.Where(v => v.Id == version);
        return versions;
    }

    private sealed record Replacement(
        PipelineId PipelineId, PipelineVersionId Version, int Number, PipelineVersionId Before, int BeforeNumber, DateTime At, bool RolledBack);
}

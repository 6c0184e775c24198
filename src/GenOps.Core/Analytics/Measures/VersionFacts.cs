using System.Globalization;
using GenOps.Core.Outputs;
using GenOps.Core.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics.Measures;

/// <summary>What became of pipeline versions. Versions are few: they are found set-based and finished in memory.</summary>
internal static class VersionFacts
{
    // Earlier than any output, and later.
    private static readonly (DateTime From, DateTime To) Ever =
        (new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2200, 1, 1, 0, 0, 0, DateTimeKind.Utc));

    /// <summary>How surely a rejection rate must have risen to count as a failure.</summary>
    public const double Level = 0.05;

    /// <summary>Versions whose first accepted output, of this money, fell in the period; one each.</summary>
    public static async Task<IReadOnlyList<VersionFact>> FirstAcceptedAsync(MeasureScope scope, CancellationToken cancellationToken)
    {
        var (filter, to) = (scope.Filter, scope.To);
        var outputs = Accepted(scope);
        // One look into an index for each version, however many outputs it has.
        var found = await Versions(scope)
            .Select(v => new { v.PipelineId, v.Id, v.Number, At = outputs.Where(o => o.VersionId == v.Id).Min(o => o.AcceptedAt) })
            .Where(v => v.At >= filter.From && v.At < to)
            .ToListAsync(cancellationToken);
        return found.ConvertAll(v => new VersionFact(v.PipelineId, v.Id, v.At!.Value, 1, $"v{v.Number}: first output accepted"));
    }

    /// <summary>
    /// Versions whose first accepted output fell in the period, one each, and minus one each where a withdrawal in it left a
    /// version without any; one that gets an accepted output again counts again.
    /// </summary>
    public static async Task<IReadOnlyList<VersionFact>> StandingAsync(MeasureScope scope, CancellationToken cancellationToken)
    {
        var (filter, to) = (scope.Filter, scope.To);
        var outputs = Accepted(scope);
        // While the first accepted one stands, the version always has one.
        var emptied = await Versions(scope)
            .Where(v => outputs.Any(o => o.VersionId == v.Id) && !outputs.Any(o => o.VersionId == v.Id
                && o.AcceptedAt == outputs.Where(a => a.VersionId == v.Id).Min(a => a.AcceptedAt) && (o.WithdrawnAt == null || o.WithdrawnAt >= to)))
            .Select(v => new { v.PipelineId, v.Id, v.Number })
            .ToListAsync(cancellationToken);
        var facts = (await FirstAcceptedAsync(scope, cancellationToken)).Where(f => !emptied.Exists(v => v.Id == f.VersionId)).ToList();
        foreach (var version in emptied)
        {
            foreach (var (from, end) in await StandingTimesAsync(outputs.Where(o => o.VersionId == version.Id), to, cancellationToken))
            {
                if (from >= filter.From) facts.Add(new VersionFact(version.PipelineId, version.Id, from, 1, $"v{version.Number}: first output accepted"));
                if (end >= filter.From) facts.Add(new VersionFact(version.PipelineId, version.Id, end.Value, -1, $"v{version.Number}: last accepted output withdrawn"));
            }
        }

        return facts;
    }

    /// <summary>
    /// When any of the accepted outputs of one version stood, up to an instant; the end is null where one still does. From the end reached
    /// so far it looks how far those reach that were accepted by then, so that few outputs are read of a version that has many.
    /// </summary>
    private static async Task<IReadOnlyList<(DateTime From, DateTime? End)>> StandingTimesAsync(IQueryable<Output> outputs, DateTime to, CancellationToken cancellationToken)
    {
        var standing = new List<(DateTime From, DateTime? End)>();
        var begin = await outputs.MinAsync(o => o.AcceptedAt, cancellationToken);
        while (begin is { } from && from < to)
        {
            var (end, reached) = (from, await ReachAsync(from));
            while (reached > end) (end, reached) = (reached.Value, await ReachAsync(reached.Value));
            standing.Add((from, reached));
            if (reached is null) break;
            begin = await outputs.Where(o => o.AcceptedAt > end).MinAsync(o => o.AcceptedAt, cancellationToken);
        }

        return standing;

        async Task<DateTime?> ReachAsync(DateTime at)
        {
            var byThen = outputs.Where(o => o.AcceptedAt <= at);
            // The first, not any: nearly every output stands, so PostgreSQL expects any among the first rows of the table, and goes through half of it.
            var standing = byThen.Where(o => o.WithdrawnAt == null || o.WithdrawnAt >= to).OrderBy(o => o.AcceptedAt).Select(o => o.AcceptedAt);
            return await standing.FirstOrDefaultAsync(cancellationToken) is not null ? null : await byThen.MaxAsync(o => o.WithdrawnAt, cancellationToken);
        }
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
        var (filter, to) = (scope.Filter, scope.To);
        var known = scope.KnownTo ?? DateTime.MaxValue;
        var activations = await Versions(scope with { Filter = filter with { Version = null } })
            .Join(scope.Db.PipelineActivations.Where(a => a.ActivatedAt < known), v => v.Id, a => a.VersionId, (v, a) => new { v.PipelineId, v.Id, v.Number, a.ActivatedAt })
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
                if (!seen.Add(now.Id) || i == 0 || now.ActivatedAt < filter.From || now.ActivatedAt >= to) continue;
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
        if (changes.Count == 0) return [];
        var filter = new AnalyticsFilter { Money = scope.Filter.Money, From = Ever.From, To = Ever.To };
        var ever = new MeasureScope(scope.Db, filter, new KpiSlice(), [new TimeBucket(Ever.From, Ever.To, "")], scope.Stated, scope.Calendar)
        {
            Rollups = scope.Rollups,
            KnownTo = scope.KnownTo,
        };
        var rejected = await OutputMeasure.Rejected.CellsAsync(ever, cancellationToken);
        var decided = await OutputMeasure.Decided.CellsAsync(ever, cancellationToken);
        return changes.SelectMany(c => new[] { c.Version, c.Before }).Distinct().ToDictionary(v => v, v => (Of(rejected, v), Of(decided, v)));

        static int Of(IReadOnlyList<Cell> cells, PipelineVersionId version) => (int)cells.Where(c => c.Key.VersionId == version).Sum(c => c.Rows);
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

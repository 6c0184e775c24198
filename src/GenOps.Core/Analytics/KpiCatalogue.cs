using System.Globalization;
using GenOps.Core.Access;
using GenOps.Core.Analytics.Kpis;
using GenOps.Core.Analytics.Measures;
using GenOps.Core.Analytics.Rollups;
using GenOps.Core.Data;
using GenOps.Core.Ledger;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Analytics;

/// <summary>Every key figure by its name, with its drill-down: the one front for pages and API.</summary>
public sealed class KpiCatalogue(IDbContextFactory<GenOpsDbContext> contexts, TimeProvider time, ReportingCalendar calendar)
{
    /// <summary>Most rows on one page of a drill-down.</summary>
    public const int LargestPage = 1_000;

    private static readonly Dictionary<string, Kpi> ByName = AllKpis.List.ToDictionary(k => k.Definition.Name);
    private readonly FigureAnswers _answers = new();

    /// <summary>All figures, in the order in which pages list them.</summary>
    public static IReadOnlyList<KpiDefinition> All { get; } = [.. AllKpis.List.Select(k => k.Definition)];

    /// <summary>One figure.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    /// <exception cref="NotFoundException">No figure has this name.</exception>
    /// <exception cref="InvalidInputException">The period cannot be.</exception>
    public async Task<KpiFigure> ComputeAsync(Actor actor, string name, AnalyticsFilter filter, CancellationToken cancellationToken) =>
        (await ComputeAsync(actor, [name], filter, cancellationToken))[0];

    /// <summary>Some figures over the same rows, in the order asked for.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    /// <exception cref="NotFoundException">No figure has one of these names.</exception>
    /// <exception cref="InvalidInputException">The period cannot be.</exception>
    public async Task<IReadOnlyList<KpiFigure>> ComputeAsync(
        Actor actor, IReadOnlyList<string> names, AnalyticsFilter filter, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Figures);
        Kpi[] kpis = [.. names.Select(Find)];
        filter.Check();
        return await _answers.GetAsync(Question(names, filter), LookAsync, token => WorkOutAsync(kpis, filter, token), cancellationToken);
    }

    /// <summary>The figures again, for who watches them.</summary>
    /// <param name="actor">Who reads.</param>
    /// <param name="shown">What he has.</param>
    /// <param name="filter">Of what; another one than theirs where time has gone on.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <returns>Null where they are what he has, and while they would be counted from their rows: that takes too long to be done every few seconds.</returns>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<IReadOnlyList<KpiFigure>?> FollowAsync(
        Actor actor, IReadOnlyList<KpiFigure> shown, AnalyticsFilter filter, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Figures);
        List<string> names = [.. shown.Select(f => f.Definition.Name)];
        Kpi[] kpis = [.. names.Select(Find)];
        filter.Check();
        var found = await _answers.FollowAsync(Question(names, filter), LookAsync, token => WorkOutAsync(kpis, filter, token), cancellationToken);
        return found is null || found.Zip(shown).All(pair => pair.First.SaysWhat(pair.Second)) ? null : found;
    }

    /// <summary>Whether figures are read from sums now; else they are counted from their rows, which takes seconds of a million calls.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public async Task<bool> ReadsSumsAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Figures);
        return await LookAsync(cancellationToken) is not null;
    }

    private static FigureQuestion Question(IReadOnlyList<string> names, AnalyticsFilter filter) => new(string.Join(' ', names), filter);

    private async Task<FigurePosition?> LookAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await FigurePosition.ReadAsync(db, cancellationToken);
    }

    private async Task<FigureAnswer> WorkOutAsync(Kpi[] kpis, AnalyticsFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var snapshot = await ReadSnapshot.BeginAsync(db, cancellationToken);
        var position = await FigurePosition.ReadAsync(db, cancellationToken);
        var pipelines = await KpiNames.LoadAsync(db, cancellationToken);
        var scope = await ScopeAsync(db, filter, new KpiSlice(), pipelines, cancellationToken);
        var figures = new List<KpiFigure>(kpis.Length);
        foreach (var kpi in kpis) figures.Add(await FigureAsync(kpi, scope, pipelines, cancellationToken));
        return new FigureAnswer(figures, position);
    }

    /// <summary>A page of the rows that sum exactly to a figure, or to a slice of it.</summary>
    /// <param name="actor">Who reads.</param>
    /// <param name="name">The figure's name.</param>
    /// <param name="filter">As given to the figure.</param>
    /// <param name="slice">Which part of it; as a <see cref="KpiPoint"/> carries it.</param>
    /// <param name="skip">Rows before the page, from 0.</param>
    /// <param name="take">Rows on the page, 1 to <see cref="LargestPage"/>.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    /// <exception cref="NotFoundException">No figure has this name, or it has no such rows.</exception>
    /// <exception cref="InvalidInputException">The period, slice or page cannot be.</exception>
    public async Task<KpiRowPage> RowsAsync(
        Actor actor, string name, AnalyticsFilter filter, KpiSlice slice, int skip, int take, CancellationToken cancellationToken)
    {
        actor.RequireReading(ReadArea.Figures);
        var kpi = Find(name);
        filter.Check();
        Check(kpi, filter, slice, skip, take);
        var measure = slice.Part == KpiPart.Numerator ? kpi.Numerator : kpi.Denominator
            ?? throw new NotFoundException($"{kpi.Definition.Title} is not divided by anything that has rows. Ask for its numerator.");
        // What a figure is divided by is the same for all kinds, classes, rules and models.
        if (slice.Part == KpiPart.Denominator) slice = slice with { Kind = null, Class = null, Rule = null, Model = null, OtherThan = [] };

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var narrowed = slice.Narrow(filter);
        if (narrowed.To <= narrowed.From) ListPages.DemandWithin(skip, 0);
        if (narrowed.To <= narrowed.From) return new KpiRowPage(name, measure.Label, 0, measure.Unit, 0, skip, []);
        await using var snapshot = await ReadSnapshot.BeginAsync(db, cancellationToken);
        var pipelines = await KpiNames.LoadAsync(db, cancellationToken);
        var scope = await ScopeAsync(db, narrowed, slice, pipelines, cancellationToken);
        var whole = new PartSum(await scope.CellsOfAsync(measure, cancellationToken));
        // Rows are told as they are now, and so they are counted.
        var rowScope = scope.KnownTo is null ? scope : scope with { Rollups = null };
        var counted = scope.KnownTo is null ? whole : new PartSum(await rowScope.CellsOfAsync(measure, cancellationToken));
        var since = LaterChange(measure, whole, counted, scope);
        var count = counted.Rows + (since is null ? 0 : 1);
        ListPages.DemandWithin(skip, count);
        List<KpiRow> rows = [.. await measure.RowsAsync(rowScope, skip, take, cancellationToken)];
        if (since is not null && rows.Count < take) rows.Add(since);
        return new KpiRowPage(
            name, measure.Label, whole.Amount, measure.Unit, count, skip,
            [.. rows.Select(r => r.PipelineId is null ? r : r with { PipelineName = pipelines.Of(r.PipelineId) })]);
    }

    /// <summary>
    /// What rows that were there on the day counted then and do not now, or the other way round: their states are those of now, while what was
    /// known is told by the sums. Null where nothing changed since.
    /// </summary>
    private static KpiRow? LaterChange(Measure measure, PartSum whole, PartSum counted, MeasureScope scope) =>
        whole.Amount == counted.Amount || scope.KnownTo is not { } known
            ? null
            : new KpiRow
            {
                Kind = KpiRowKind.LaterChange,
                Id = Guid.Empty,
                At = known.AddTicks(-1),
                Amount = whole.Amount - counted.Amount,
                Unit = measure.Unit,
                Label = "what was decided or found out later, taken back to what was known then",
            };

    private static Kpi Find(string name) => ByName.GetValueOrDefault(name)
        ?? throw new NotFoundException($"There is no figure “{name}”. There are: {string.Join(", ", ByName.Keys)}.");

    private static void Check(Kpi kpi, AnalyticsFilter filter, KpiSlice slice, int skip, int take)
    {
        if (skip < 0) throw new InvalidInputException("skip", "It is negative.", "Give 0 or more.");
        if (take is < 1 or > LargestPage) throw new InvalidInputException("take", "So many rows are not given at once.", $"Give 1 to {LargestPage}.");
        if (filter.Pipeline is { } p && slice.Pipeline is { } q && p != q)
        {
            throw new InvalidInputException("pipeline", "The slice is of another pipeline than the filter.", "Give the same, or only one.");
        }

        if (filter.Version is { } v && slice.Version is { } w && v != w)
        {
            throw new InvalidInputException("version", "The slice is of another version than the filter.", "Give the same, or only one.");
        }

        if (slice.Model is { } model && (filter.Provider ?? model.Provider, filter.Model ?? model.Model) != (model.Provider, model.Model))
        {
            throw new InvalidInputException("ofModel", "The slice is of another model than the filter.", "Give the same, or only one.");
        }

        Refuse(slice.Kind is not null, KpiAxis.Kind);
        Refuse(slice.Class is not null, KpiAxis.Class);
        Refuse(slice.Rule is not null, KpiAxis.Rule);
        Refuse(slice.Model is not null || slice.OtherThan.Count > 0, KpiAxis.Model);

        void Refuse(bool asked, KpiAxis axis)
        {
            if (asked && !kpi.Definition.Axes.Contains(axis))
            {
                throw new InvalidInputException(
                    axis == KpiAxis.Model ? "ofModel" : axis.ToString().ToLowerInvariant(), $"{kpi.Definition.Title} cannot be taken apart that way.", "Leave it out.");
            }
        }
    }

    private async Task<MeasureScope> ScopeAsync(
        GenOpsDbContext db, AnalyticsFilter filter, KpiSlice slice, KpiNames names, CancellationToken cancellationToken)
    {
        var unit = filter.Bucket ?? TimeBuckets.Suiting(filter.From, filter.To);
        DateTime? knownTo = filter.KnownOn is { } day ? calendar.StartOf(day.AddDays(1)) : null;
        var stated = await StatedFigures.LoadAsync(db, filter.Money, knownTo?.AddTicks(-1) ?? time.UtcNow(), new AssumptionNaming(names, calendar), cancellationToken);
        return new MeasureScope(db, filter, slice, TimeBuckets.Cut(filter.From, filter.To, unit, calendar), stated, calendar)
        {
            KnownTo = knownTo,
            Rollups = filter.KnownOn is { } knownOn
                ? await RollupReading.OpenAsOfAsync(db, knownOn, RollupRules.Word, calendar, cancellationToken)
                : await RollupReading.OpenAsync(db, RollupRules.Word, calendar, cancellationToken),
        };
    }

    private async Task<KpiFigure> FigureAsync(Kpi kpi, MeasureScope scope, KpiNames pipelines, CancellationToken cancellationToken)
    {
        var cells = new List<IReadOnlyList<Cell>> { await scope.CellsOfAsync(kpi.Numerator, cancellationToken) };
        if (kpi.Denominator is { } denominator) cells.Add(await scope.CellsOfAsync(denominator, cancellationToken));
        var others = cells.Count;
        foreach (var measure in kpi.Beside) cells.Add(await scope.CellsOfAsync(measure, cancellationToken));
        IReadOnlyList<Cell> rules = kpi.Definition.Axes.Contains(KpiAxis.Rule) && kpi.Numerator is OutputMeasure { ByRule: { } flagged }
            ? await scope.CellsOfAsync(flagged, cancellationToken)
            : [];

        var sums = new KpiSums(
            new PartSum(cells[0]), kpi.Denominator is null ? null : new PartSum(cells[1]),
            [.. cells.Skip(others).Select(c => new PartSum(c))], scope.Filter.From, scope.Filter.To, scope.Buckets, pipelines, calendar.Zone);
        var value = kpi.ValueOf(sums, scope.Filter);
        List<AssumptionUse> uses =
        [
            .. cells.SelectMany(c => c).SelectMany(c => c.By).DistinctBy(a => a.Id).Select(scope.Stated.Naming.Of)
                .OrderBy(u => u.Scope, StringComparer.Ordinal).ThenBy(u => u.Key, StringComparer.Ordinal).ThenBy(u => u.Since),
        ];
        return new KpiFigure(kpi, pipelines, calendar.Zone)
        {
            Filter = scope.Filter,
            Value = value,
            Numerator = new KpiAmount(kpi.Numerator.Label, sums.Numerator.Amount, kpi.Numerator.Unit, sums.Numerator.Rows),
            Denominator = kpi.DenominatorOf(sums),
            Interval = kpi.Interval(sums),
            Percentile90 = kpi.Percentile90(sums),
            Explanation = kpi.Explain(sums, value) + Resting(uses) + Frame(scope.Filter, pipelines, cells.Any(c => c.Any(x => x.Key.Kind == CostKind.Fixed))),
            Assumptions = uses,
            Caveats = kpi.Caveats(sums),
            Buckets = scope.Buckets,
            Cells = cells,
            RuleCells = rules,
        };
    }

    private static string Resting(List<AssumptionUse> uses) =>
        uses.Count == 0 ? "" : $" It rests on what was stated: {string.Join("; ", uses.Select(u => u.Text))}.";

    /// <summary>What the figure is about, as the end of its explanation.</summary>
    private string Frame(AnalyticsFilter filter, KpiNames names, bool holdsFixedCost)
    {
        var money = filter.Money == MoneyMode.Live ? "Live money only" : "Sandbox money only";
        var period = $"{Local(filter.From)} to {Local(filter.To)} ({calendar.Zone.Id})";
        var pipeline = filter.Pipeline is { } id ? $", pipeline {names.Of(id)}" : "";
        var shared = holdsFixedCost
            ? " A fixed cost lies on the days of its month; the company's is shared by the pipelines by their direct cost in the month, a pipeline's own is its own whole."
            : "";
        var restricted = filter.RestrictsCostOnly
            ? $" The filter on {string.Join(" ", new[] { filter.Provider, filter.Model, filter.Tier?.ToString().ToLowerInvariant() }.OfType<string>())} "
                + "restricts cost rows and calls only; outputs and people's time are those of all models."
            : "";
        var known = filter.KnownOn is { } day ? $" As it was known at the end of {day.ToString("d MMM yyyy", CultureInfo.InvariantCulture)}." : "";
        return $" {money}, {period}{pipeline}.{known}{shared}{restricted}";
    }

    private string Local(DateTime utc) =>
        TimeZoneInfo.ConvertTimeFromUtc(utc, calendar.Zone).ToString("d MMM yyyy HH:mm", CultureInfo.InvariantCulture);
}

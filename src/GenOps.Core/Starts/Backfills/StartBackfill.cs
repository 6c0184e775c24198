using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Core.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Runs;
using GenOps.Core.Starts.Schedules;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace GenOps.Core.Starts.Backfills;

/// <summary>What a backfill is started with.</summary>
public sealed record StartBackfillRequest
{
    /// <summary>The pipeline's name; may be left out for a schedule's range.</summary>
    public string? Pipeline { get; init; }

    public required BackfillSource Source { get; init; }

    /// <summary>What all runs of a list share.</summary>
    public IReadOnlyDictionary<string, InputValue> Inputs { get; init; } = new Dictionary<string, InputValue>();

    /// <summary>Null: that of the schedule, else live.</summary>
    public MoneyMode? Money { get; init; }

    /// <summary>1 to <see cref="StartBackfill.MostConcurrency"/>.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Null for no cap; above zero.</summary>
    public Money? Cap { get; init; }
}

/// <summary>Starts many runs of a pipeline: over the past occurrences of a schedule, or over a list of inputs. All is checked before anything is spent.</summary>
public sealed class StartBackfill(
    CommandRunner runner, IDbContextFactory<GenOpsDbContext> factory, RunScripts scripts, TimeProvider time, IOptions<InputLimits>? limits = null)
{
    /// <summary>The most runs of one backfill.</summary>
    public const int MostItems = 1000;

    /// <summary>The most runs at a time.</summary>
    public const int MostConcurrency = 100;

    /// <summary>Writes the backfill with all its items; a serving process starts them.</summary>
    /// <exception cref="AccessDeniedException">The actor is no operator.</exception>
    /// <exception cref="InvalidInputException">The range, a line or a bound cannot be used; the first twenty are listed.</exception>
    /// <exception cref="ConflictException">The pipeline has no active version.</exception>
    public async Task<BackfillId> ExecuteAsync(Actor actor, StartBackfillRequest request, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        var problems = BackfillBounds.Check(request.Concurrency, request.Cap).ToList();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var now = time.UtcNow();
        var schedule = request.Source is BackfillSource.Range range ? await ScheduleRows.FindAsync(db, range.Schedule, cancellationToken) : null;
        var pipeline = await PipelineAsync(db, request, schedule, cancellationToken);
        var definition = (await scripts.OfAsync(pipeline.ActiveVersionId!.Value, cancellationToken)).Definition;
        var inputs = await InputsAsync(db, request, schedule, now, cancellationToken);
        if (inputs.Count is 0 or > MostItems) problems.Add(Count(request, inputs.Count));
        var bound = problems.Count > 0 ? [] : inputs.Select(i => (i.Label, Inputs: Bound(definition, i, limits?.Value, problems))).ToList();
        if (problems.Count > 0) throw new InvalidInputException([.. problems.Take(20)]);
        var backfill = new Backfill
        {
            Id = Id.New<BackfillId>(),
            PipelineId = pipeline.Id,
            ScheduleId = schedule?.Id,
            Source = SourceOf(request.Source, inputs.Count),
            Money = request.Money ?? schedule?.Money ?? MoneyMode.Live,
            Concurrency = request.Concurrency,
            CapNanos = request.Cap?.Nanos,
            CreatedBy = actor.Name,
            CreatedAt = now,
        };
        return await runner.RunAsync(actor, scope => StageAsync(scope, pipeline.Name, backfill, bound), cancellationToken);
    }

    private static async Task<BackfillId> StageAsync(CommandScope scope, string pipeline, Backfill backfill, List<(string Label, BlobContent Inputs)> bound)
    {
        var (db, _, now, cancellationToken) = scope;
        db.Add(backfill);
        foreach (var ((label, inputs), position) in bound.Select((item, position) => (item, position)))
        {
            db.Add(new BackfillItem
            {
                Id = Id.New<BackfillItemId>(),
                BackfillId = backfill.Id,
                Position = position,
                Label = label,
                InputHash = await BlobStore.PutAsync(db, inputs, now, cancellationToken),
            });
        }

        scope.Record("backfill.start", "backfill", backfill.Id, $"Backfills {pipeline} over {backfill.Source}, {backfill.Concurrency} at a time"
            + (backfill.CapNanos is { } cap ? $", up to {new Money(cap)}" : ""));
        return backfill.Id;
    }

    private static async Task<Pipeline> PipelineAsync(GenOpsDbContext db, StartBackfillRequest request, Schedule? schedule, CancellationToken cancellationToken)
    {
        var pipeline = await db.Pipelines.AsNoTracking()
            .SingleOrDefaultAsync(p => schedule != null ? p.Id == schedule.PipelineId : p.Name == request.Pipeline, cancellationToken)
            ?? throw new NotFoundException($"There is no pipeline '{request.Pipeline}'. See the list under Pipelines, or 'genops pipeline list'.");
        return pipeline.ActiveVersionId is not null
            ? pipeline
            : throw new ConflictException($"The pipeline '{pipeline.Name}' has no active version. Publish its draft first.");
    }

    private static async Task<IReadOnlyList<BackfillInput>> InputsAsync(
        GenOpsDbContext db, StartBackfillRequest request, Schedule? schedule, DateTime now, CancellationToken cancellationToken)
    {
        if (request.Source is BackfillSource.List list)
            return [.. list.Items.Take(MostItems + 1).Select(i => i with { Values = Joined(request.Inputs, i.Values) })];
        var range = (BackfillSource.Range)request.Source;
        if (range.To <= range.From || range.To > now.AddDays(1))
            throw new InvalidInputException("to", "The range is empty, or ends in the future.", "Choose a beginning before the end, and an end that has come.");
        var occurrences = ScheduleClock.From(schedule!.Cron, schedule.TimeZone, range.From.AddTicks(-1)).Skip(1)
            .TakeWhile(at => at < range.To && at <= now).Take((MostItems * 2) + 1).ToList();
        if (!range.Again)
        {
            var started = await db.ScheduleOccurrences.AsNoTracking()
                .Where(o => o.ScheduleId == schedule.Id && o.RunId != null && o.OccursAt >= range.From && o.OccursAt < range.To)
                .Select(o => o.OccursAt).ToListAsync(cancellationToken);
            occurrences = [.. occurrences.Except(started)];
        }

        return
        [
            .. occurrences.Select(at => new BackfillInput(
                FormattableString.Invariant($"{ScheduleClock.Local(at, schedule.TimeZone):yyyy-MM-dd HH:mm (zzz)}"),
                OccurrenceInputs.For(schedule.Inputs, at, schedule.TimeZone))),
        ];
    }

    private static Dictionary<string, InputValue> Joined(IReadOnlyDictionary<string, InputValue> shared, IReadOnlyDictionary<string, InputValue> own)
    {
        var joined = new Dictionary<string, InputValue>(shared);
        foreach (var (name, value) in own) joined[name] = value;
        return joined;
    }

    private static BlobContent Bound(PipelineDefinition definition, BackfillInput input, InputLimits? limits, List<FieldProblem> problems)
    {
        try
        {
            return BlobContent.OfText(InputBinder.Bind(definition, input.Values, limits).ToText(), "application/json");
        }
        catch (InvalidInputException e)
        {
            problems.AddRange(e.Problems.Select(p => p with { Problem = $"{input.Label}: {p.Problem}" }));
            return BlobContent.OfText("", "application/json");
        }
    }

    private static FieldProblem Count(StartBackfillRequest request, int count)
    {
        var field = request.Source is BackfillSource.Range ? "from" : "items";
        return count == 0
            ? new FieldProblem(field, "There is nothing to run.", request.Source is BackfillSource.Range
                ? "Choose a range in which the schedule fell due and started nothing, or run what it started again."
                : "Give at least one line, row or file.")
            : new FieldProblem(field, $"These are more than {MostItems} runs.", "Split them over several backfills.");
    }

    private static string SourceOf(BackfillSource source, int count) => source switch
    {
        BackfillSource.Range range => FormattableString.Invariant($"{range.From:yyyy-MM-dd HH:mm} to {range.To:yyyy-MM-dd HH:mm} UTC ({count})"),
        BackfillSource.List list => $"{count} {list.Name}",
        _ => $"{count}",
    };
}

internal static class BackfillBounds
{
    public static IEnumerable<FieldProblem> Check(int concurrency, Money? cap)
    {
        if (concurrency is < 1 or > StartBackfill.MostConcurrency)
            yield return new FieldProblem("concurrency", $"{concurrency} runs at a time are not possible.", $"Choose 1 to {StartBackfill.MostConcurrency}.");
        if (cap is { Nanos: <= 0 }) yield return new FieldProblem("cap", "A cap of nothing lets nothing start.", "Give dollars above 0, or leave it out.");
    }
}

using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Starts.Schedules;

/// <summary>A schedule as a person states it.</summary>
public sealed record SaveScheduleRequest
{
    public required PipelineId Pipeline { get; init; }

    /// <summary>The schedule that is changed; null for a new one.</summary>
    public ScheduleId? Schedule { get; init; }

    /// <summary>Five fields, as cron writes them.</summary>
    public required string Cron { get; init; }

    /// <summary>IANA name, such as <c>Europe/Berlin</c>.</summary>
    public required string TimeZone { get; init; }

    /// <summary>The inputs of each run; null keeps those of the schedule that is changed.</summary>
    public IReadOnlyDictionary<string, InputValue>? Inputs { get; init; }

    /// <summary>Which money its runs spend.</summary>
    public required MoneyMode Money { get; init; }

    /// <summary>Null keeps those of the schedule that is changed, or takes the defaults.</summary>
    public SchedulePolicies? Policies { get; init; }
}

/// <summary>Makes or changes a schedule of a pipeline.</summary>
public sealed class SaveSchedule(CommandRunner runner, IDbContextFactory<GenOpsDbContext> factory, TimeProvider time)
{
    /// <summary>Saves; a new schedule is enabled, a changed one stays as it was.</summary>
    /// <exception cref="AccessDeniedException">The actor is no operator.</exception>
    /// <exception cref="InvalidInputException">The expression, the time zone or an input cannot be used; all are listed.</exception>
    /// <exception cref="ConflictException">The pipeline has no active version, so that its inputs are not known.</exception>
    public async Task<ScheduleId> ExecuteAsync(Actor actor, SaveScheduleRequest request, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Operator);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var pipeline = await db.Pipelines.AsNoTracking().SingleOrDefaultAsync(p => p.Id == request.Pipeline, cancellationToken)
            ?? throw new NotFoundException($"There is no pipeline {request.Pipeline}.");
        var known = await KnownAsync(db, request, cancellationToken);
        var problems = ScheduleClock.Check(request.Cron, request.TimeZone, time.UtcNow()).ToList();
        problems.AddRange(request.Policies?.Check() ?? []);
        var inputs = await InputsAsync(db, pipeline, request.Inputs ?? Stored(known), problems, cancellationToken);
        if (problems.Count > 0) throw new InvalidInputException(problems);
        return await runner.RunAsync(actor, scope => StageAsync(scope, request, pipeline.Name, inputs), cancellationToken);
    }

    private static async Task<ScheduleId> StageAsync(CommandScope scope, SaveScheduleRequest request, string pipeline, string inputs)
    {
        var (db, actor, now, cancellationToken) = scope;
        var known = await KnownAsync(db, request, cancellationToken);
        var schedule = known ?? Added(db, request, actor);
        schedule.Cron = request.Cron.Trim();
        schedule.TimeZone = request.TimeZone.Trim();
        schedule.Inputs = inputs;
        schedule.Money = request.Money;
        if (request.Policies is { } policies)
            (schedule.Misfire, schedule.MisfireLimit, schedule.Overlap, schedule.JitterSeconds) = (policies.Misfire, policies.MisfireLimit, policies.Overlap, policies.JitterSeconds);
        schedule.NextAt = schedule.NextAfter(now);
        scope.Record(known is null ? "schedule.create" : "schedule.change", "pipeline", request.Pipeline,
            $"{(known is null ? "Scheduled" : "Changed the schedule of")} {pipeline}: {schedule.Cron} ({schedule.TimeZone}), {schedule.Money.ToString().ToLowerInvariant()}");
        return schedule.Id;
    }

    private static async Task<Schedule?> KnownAsync(GenOpsDbContext db, SaveScheduleRequest request, CancellationToken cancellationToken) =>
        request.Schedule is not { } id
            ? null
            : await db.Schedules.SingleOrDefaultAsync(s => s.Id == id && s.PipelineId == request.Pipeline, cancellationToken)
                ?? throw new NotFoundException($"There is no schedule {id} of this pipeline; somebody may have removed it.");

    private static IReadOnlyDictionary<string, InputValue> Stored(Schedule? known) =>
        known is null ? new Dictionary<string, InputValue>() : InputValue.FromJson(Json.Parse(known.Inputs)!.AsObject());

    /// <summary>Bound now, so that a wrong input is told to who enters it and not to the night.</summary>
    private static async Task<string> InputsAsync(
        GenOpsDbContext db, Pipeline pipeline, IReadOnlyDictionary<string, InputValue> values, List<FieldProblem> problems, CancellationToken cancellationToken)
    {
        var yaml = await db.PipelineVersions.AsNoTracking().Where(v => v.Id == pipeline.ActiveVersionId).Select(v => v.Yaml).SingleOrDefaultAsync(cancellationToken)
            ?? throw new ConflictException($"The pipeline '{pipeline.Name}' has no active version. Publish its draft first.");
        problems.AddRange(OccurrenceInputs.Check(values));
        try
        {
            return InputBinder.Bind(PipelineDefinition.Parse(yaml), values).ToText();
        }
        catch (InvalidInputException e)
        {
            problems.AddRange(e.Problems);
            return "";
        }
    }

    private static Schedule Added(GenOpsDbContext db, SaveScheduleRequest request, Actor actor)
    {
        var schedule = new Schedule
        {
            Id = Id.New<ScheduleId>(),
            PipelineId = request.Pipeline,
            Cron = request.Cron,
            TimeZone = request.TimeZone,
            Inputs = "{}",
            Money = request.Money,
            CreatedBy = actor.Name,
        };
        db.Add(schedule);
        return schedule;
    }
}

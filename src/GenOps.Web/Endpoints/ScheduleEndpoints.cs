using System.Text.Json.Nodes;
using GenOps.Core;
using GenOps.Core.Desk.Pipelines;
using GenOps.Core.Pipelines.Definitions;
using GenOps.Core.Starts.Schedules;
using GenOps.Web.Auth;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>What makes a schedule; to change one, only what changes.</summary>
/// <param name="Pipeline">The pipeline's name; only for a new one.</param>
/// <param name="Cron">Five fields, as cron writes them.</param>
/// <param name="TimeZone">IANA name; UTC when left out of a new one.</param>
/// <param name="Inputs">By name, as for a run; texts may hold <c>{{ occurrence.date }}</c>, <c>.time</c> and <c>.utc</c>.</param>
/// <param name="Money"><c>live</c> (default of a new one) or <c>sandbox</c>.</param>
/// <param name="Misfire"><c>one</c>, <c>skip</c> or <c>all</c>.</param>
/// <param name="MisfireLimit">How many <c>all</c> makes up for, 1 to 100.</param>
/// <param name="Overlap"><c>allow</c>, <c>skip</c>, <c>queue</c> or <c>cancelOld</c>.</param>
/// <param name="JitterSeconds">0 to 3600.</param>
public sealed record ScheduleBody(
    string Pipeline, string Cron, string? TimeZone, JsonObject? Inputs, string? Money, string? Misfire, int? MisfireLimit, string? Overlap, int? JitterSeconds);

/// <summary>What pauses a schedule.</summary>
/// <param name="Until">A time to come, UTC.</param>
/// <param name="Reason">For whoever finds it paused.</param>
public sealed record PauseScheduleBody(string Until, string Reason);

/// <summary>Schedules over HTTP.</summary>
internal static class ScheduleEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/schedules", ListAsync).WithName("listSchedules").WithSummary("Lists schedules in the order they fall due.")
            .WithQuery(("pipeline", "Name of a pipeline.")).Produces<ListPage<ScheduleRow>>();
        api.MapGet("/schedules/{id}", ReadAsync).WithName("readSchedule").WithSummary("A schedule, the next ten times it starts, and what became of the last.")
            .Produces<ScheduleDetail>();
        api.MapPost("/schedules", AddAsync).WithName("addSchedule").WithSummary("Makes a schedule.")
            .Accepts<ScheduleBody>("application/json").Produces<ScheduleDetail>(StatusCodes.Status201Created);
        api.MapPost("/schedules/{id}", ChangeAsync).WithName("changeSchedule").WithSummary("Changes what is given of a schedule, and keeps the rest.")
            .Accepts<ScheduleBody>("application/json").Produces<ScheduleDetail>();
        api.MapPost("/schedules/{id}/enable", (string id, HttpContext context, EnableSchedule enable, ScheduleQuery query) =>
            SwitchAsync(id, true, context, enable, query)).WithName("enableSchedule").WithSummary("Lets a schedule start runs again.").Produces<ScheduleDetail>();
        api.MapPost("/schedules/{id}/disable", (string id, HttpContext context, EnableSchedule enable, ScheduleQuery query) =>
            SwitchAsync(id, false, context, enable, query)).WithName("disableSchedule").WithSummary("Keeps a schedule from starting runs.").Produces<ScheduleDetail>();
        api.MapPost("/schedules/{id}/pause", PauseAsync).WithName("pauseSchedule").WithSummary("Keeps a schedule from starting runs until a time.")
            .Accepts<PauseScheduleBody>("application/json").Produces<ScheduleDetail>();
        api.MapPost("/schedules/{id}/resume", ResumeAsync).WithName("resumeSchedule").WithSummary("Ends a pause before its time.").Produces<ScheduleDetail>();
        api.MapDelete("/schedules/{id}", RemoveAsync).WithName("removeSchedule").WithSummary("Removes a schedule; its runs stay.").Produces<ScheduleDetail>();
    }

    private static async Task<IResult> ListAsync(HttpContext context, ScheduleQuery query)
    {
        var rows = await query.ReadAsync(context.Actor(), context.Request.Text("pipeline"), context.RequestAborted);
        return Results.Ok(new ListPage<ScheduleRow>(rows, rows.Count, null));
    }

    private static async Task<IResult> ReadAsync(string id, HttpContext context, ScheduleQuery query) => Results.Ok(await FindAsync(Key(id), context, query));

    private static async Task<IResult> AddAsync(HttpContext context, SaveSchedule save, ScheduleQuery query, PipelineDetailQuery pipelines)
    {
        var body = await RequestBody.ReadObjectAsync(context);
        var name = body.RequiredText("pipeline");
        var pipeline = await pipelines.FindAsync(context.Actor(), name, context.RequestAborted) ?? throw new NotFoundException($"There is no pipeline '{name}'.");
        var request = new SaveScheduleRequest
        {
            Pipeline = pipeline.Id,
            Cron = body.RequiredText("cron"),
            TimeZone = body.Text("timeZone") ?? "UTC",
            Inputs = Inputs(body) ?? new Dictionary<string, InputValue>(),
            Money = RequestQuery.Word<MoneyMode>("money", body.Text("money")) ?? MoneyMode.Live,
            Policies = Policies(body, new SchedulePolicies()),
        };
        var id = await save.ExecuteAsync(ActorAccessor.From(context.User), request, context.RequestAborted);
        return Results.Created($"/api/v1/schedules/{id}", await FindAsync(id, context, query));
    }

    private static async Task<IResult> ChangeAsync(string id, HttpContext context, SaveSchedule save, ScheduleQuery query)
    {
        var known = (await FindAsync(Key(id), context, query)).Schedule;
        var body = await RequestBody.ReadObjectAsync(context);
        var request = new SaveScheduleRequest
        {
            Pipeline = known.PipelineId,
            Schedule = known.Id,
            Cron = body.Text("cron") ?? known.Cron,
            TimeZone = body.Text("timeZone") ?? known.TimeZone,
            Inputs = Inputs(body),
            Money = RequestQuery.Word<MoneyMode>("money", body.Text("money")) ?? known.Money,
            Policies = Policies(body, known.Policies),
        };
        await save.ExecuteAsync(ActorAccessor.From(context.User), request, context.RequestAborted);
        return Results.Ok(await FindAsync(known.Id, context, query));
    }

    private static async Task<IResult> SwitchAsync(string id, bool enabled, HttpContext context, EnableSchedule enable, ScheduleQuery query)
    {
        await enable.ExecuteAsync(ActorAccessor.From(context.User), Key(id), enabled, context.RequestAborted);
        return await ReadAsync(id, context, query);
    }

    private static async Task<IResult> PauseAsync(string id, HttpContext context, PauseSchedule pause, ScheduleQuery query)
    {
        var body = await RequestBody.ReadObjectAsync(context);
        var until = RequestQuery.Moment(context, "until", body.RequiredText("until"));
        await pause.ExecuteAsync(ActorAccessor.From(context.User), Key(id), until, body.RequiredText("reason"), context.RequestAborted);
        return await ReadAsync(id, context, query);
    }

    private static async Task<IResult> ResumeAsync(string id, HttpContext context, ResumeSchedule resume, ScheduleQuery query)
    {
        await resume.ExecuteAsync(ActorAccessor.From(context.User), Key(id), context.RequestAborted);
        return await ReadAsync(id, context, query);
    }

    private static async Task<IResult> RemoveAsync(string id, HttpContext context, RemoveSchedule remove, ScheduleQuery query)
    {
        var gone = await FindAsync(Key(id), context, query);
        await remove.ExecuteAsync(ActorAccessor.From(context.User), gone.Schedule.Id, context.RequestAborted);
        return Results.Ok(gone);
    }

    private static SchedulePolicies Policies(JsonObject body, SchedulePolicies known) => new()
    {
        Misfire = RequestQuery.Word<MisfirePolicy>("misfire", body.Text("misfire")) ?? known.Misfire,
        MisfireLimit = body.Number("misfireLimit") ?? known.MisfireLimit,
        Overlap = RequestQuery.Word<OverlapPolicy>("overlap", body.Text("overlap")) ?? known.Overlap,
        JitterSeconds = body.Number("jitterSeconds") ?? known.JitterSeconds,
    };

    private static IReadOnlyDictionary<string, InputValue>? Inputs(JsonObject body) => body["inputs"] switch
    {
        null => null,
        JsonObject given => InputValue.FromJson(given),
        _ => throw new InvalidInputException("inputs", "They are no JSON object.", "Write \"inputs\": {\"notes\": \"…\"}."),
    };

    private static ScheduleId Key(string id) => RequestQuery.Key<ScheduleId>("id", id);

    private static async Task<ScheduleDetail> FindAsync(ScheduleId id, HttpContext context, ScheduleQuery query) =>
        await query.FindAsync(context.Actor(), id, context.RequestAborted) ?? throw new NotFoundException($"There is no schedule {id}; somebody may have removed it.");
}

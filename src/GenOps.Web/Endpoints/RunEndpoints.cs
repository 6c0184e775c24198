using GenOps.Core;
using GenOps.Core.Blobs;
using GenOps.Core.Desk.Runs;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Levers;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;
using GenOps.Core.Runs.Starting;
using GenOps.Web.Auth;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>Runs over HTTP.</summary>
internal static class RunEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/runs", StartAsync).WithName("startRun").WithSummary("Starts a run of a pipeline's active version. With an Idempotency-Key the same start again gives the same run (200).")
            .Accepts<StartRunBody>("application/json").Produces<RunDetail>(StatusCodes.Status201Created);
        api.MapGet("/runs", ListAsync).WithName("listRuns").WithSummary("Lists runs, newest first.")
            .WithQuery(("pipeline", "Name of a pipeline."), ("state", $"One of {ApiJson.Words<RunState>()}."), ("standing", $"Only runs under way that stand so: {ApiJson.Words<RunStanding>()}."), ("waits", $"Only runs that wait for that: {ApiJson.Words<WaitKind>()}."), ("target", "With 'waits': for which provider, budget or place."), ("text", "Part of a problem, a name or a cost centre, or a run's id."), ("from", "Triggered at or after."),
                ("to", "Triggered before."), ("money", "live or sandbox."), ("limit", "Rows at most, 1 to 500; 50 by default."), ("cursor", "'next' of the page before."))
            .Produces<ListPage<RunListRow>>();
        api.MapGet("/runs/{id}", ReadAsync).WithName("readRun").WithSummary("A run with its steps, calls and outputs.").Produces<RunDetail>();
        api.MapGet("/runs/{id}/inputs", InputsAsync).WithName("readRunInputs").WithSummary("What a run was started with.").Produces<RunInputs>();
        api.MapPost("/runs/{id}/cancel", CancelAsync).WithName("cancelRun").WithSummary("Ends a run: no further call is sent.")
            .Accepts<CancelRunBody>(isOptional: true, "application/json").Produces<RunDetail>();
    }

    private static async Task<IResult> StartAsync(HttpContext context, StartRun start, StartRunOnce once, RunDetailQuery detail)
    {
        var body = await RequestBody.ReadObjectAsync(context);
        var actor = ActorAccessor.From(context.User);
        var request = RunStartBody.Read(context, body);
        if (context.Request.Headers["Idempotency-Key"].ToString() is { Length: > 0 } key)
        {
            var (run, started) = await once.ExecuteAsync(actor, request, new StartKey(key, BlobHash.Of(body.ToJsonString())), context.RequestAborted);
            return started is null ? Results.Ok(await detail.FindAsync(context.Actor(), run, context.RequestAborted)) : Created(started);
        }

        return Created(await start.PlaceAsync(actor, request, context.RequestAborted));
    }

    private static IResult Created(StartedRun started) => Results.Created($"/api/v1/runs/{started.Id}", StartedRunDetail.Of(started));

    private static async Task<IResult> ListAsync(HttpContext context, RunListQuery runs)
    {
        var request = context.Request;
        var page = await runs.ReadAsync(
            context.Actor(), new RunListFilter
            {
                Pipeline = request.Text("pipeline"),
                State = request.Word<RunState>("state"),
                Standing = request.Word<RunStanding>("standing"),
                WaitsFor = request.Word<WaitKind>("waits"),
                WaitTarget = request.Text("target"),
                Text = request.Text("text"),
                From = request.Time("from"),
                To = request.Time("to"),
                Money = request.Word<MoneyMode>("money"),
                Take = request.Number("limit", 50, 1, 500),
                After = request.Cursor(),
            },
            context.RequestAborted);
        return Results.Ok(new ListPage<RunListRow>(page.Rows, page.Total, page.Next?.ToString()));
    }

    private static async Task<IResult> ReadAsync(string id, HttpContext context, RunDetailQuery detail) =>
        Results.Ok(await FindAsync(RequestQuery.Key<RunId>("id", id), context, detail));

    private static async Task<IResult> InputsAsync(string id, HttpContext context, RunInputsQuery inputs)
    {
        var key = RequestQuery.Key<RunId>("id", id);
        return Results.Ok(await inputs.FindAsync(context.Actor(), key, context.RequestAborted) ?? throw new NotFoundException($"There is no run {key}."));
    }

    private static async Task<IResult> CancelAsync(string id, HttpContext context, CancelRun cancel, RunDetailQuery detail)
    {
        var key = RequestQuery.Key<RunId>("id", id);
        var body = await RequestBody.ReadObjectAsync(context);
        await cancel.ExecuteAsync(
            ActorAccessor.From(context.User), key, body.Text("reason")?.Trim() ?? "",
            RequestQuery.Word<CancelMode>("mode", body.Text("mode")) ?? CancelMode.Drain, context.RequestAborted);
        return Results.Ok(await FindAsync(key, context, detail));
    }

    private static async Task<RunDetail> FindAsync(RunId id, HttpContext context, RunDetailQuery detail) =>
        await detail.FindAsync(context.Actor(), id, context.RequestAborted) ?? throw new NotFoundException($"There is no run {id}.");
}

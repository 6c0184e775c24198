using System.Text.Json;
using GenOps.FakeProvider.Bills;

namespace GenOps.FakeProvider.Endpoints;

/// <summary><c>GET</c> and <c>POST /control</c> and <c>POST /anew</c>, for tests.</summary>
public static class ControlEndpoint
{
    public static void MapControl(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/anew", (FakeLife life, string bills) => { life.State = new FakeState(new BillStore(bills), TimeProvider.System); });
        routes.MapGet("/control", (FakeState state, HttpContext context) => Report(state, context));
        routes.MapPost("/control", async (FakeState state, HttpContext context) =>
        {
            FakeControl? change;
            try
            {
                change = await JsonSerializer.DeserializeAsync<FakeControl>(context.Request.Body, FakeJson.Options, context.RequestAborted);
            }
            catch (JsonException broken)
            {
                await Refusal.WriteAsync(context, 400, broken.Message);
                return;
            }

            state.Apply(change ?? new FakeControl());
            await Report(state, context);
        });
    }

    private static Task Report(FakeState state, HttpContext context) =>
        context.Response.WriteAsJsonAsync(new FakeReport(state.Requests, state.Bills.All.Count, state.Settings), FakeJson.Options, context.RequestAborted);
}

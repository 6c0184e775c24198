using System.Text;
using System.Text.Json;
using GenOps.FakeProvider.Faults;

namespace GenOps.FakeProvider.Endpoints;

/// <summary>What is sent instead of a good answer.</summary>
public static class FaultAnswer
{
    private const string Page = "<!doctype html><html><head><title>Bad gateway</title></head><body><h1>Please try later</h1></body></html>";

    /// <summary>True for faults that send no answer of the endpoint's own.</summary>
    public static bool Replaces(Fault fault) =>
        fault.Kind is FaultKind.RateLimit or FaultKind.ServerError or FaultKind.Unavailable or FaultKind.Overloaded
            or FaultKind.Html or FaultKind.Drop or FaultKind.Hang or FaultKind.Raw;

    /// <summary>Plays a fault; <paramref name="answer"/> is null where nothing was billed.</summary>
    public static async Task SendAsync(HttpContext context, FakeState state, Fault fault, JsonElement? answer)
    {
        if (fault.Seconds > 0)
            await Task.Delay(TimeSpan.FromSeconds(fault.Seconds), state.Time, context.RequestAborted);
        switch (fault.Kind)
        {
            case FaultKind.RateLimit:
                if (fault.RetryAfterSeconds is { } seconds)
                    context.Response.Headers.RetryAfter = seconds.ToString();
                await Refusal.WriteAsync(context, 429, "Rate limit reached for requests.", "rate_limit_exceeded");
                break;
            case FaultKind.ServerError:
                await Refusal.WriteAsync(context, 500, "The server had an error while processing your request.");
                break;
            case FaultKind.Unavailable:
                await Refusal.WriteAsync(context, 503, "The engine is currently overloaded, please try again later.");
                break;
            case FaultKind.Overloaded:
                await Refusal.WriteAsync(context, 529, "Overloaded.");
                break;
            case FaultKind.Html:
                context.Response.ContentType = "text/html; charset=utf-8";
                await context.Response.WriteAsync(Page, context.RequestAborted);
                break;
            case FaultKind.Raw:
                context.Response.ContentType = fault.ContentType;
                for (var time = 0; time < fault.BodyTimes; time++)
                    await context.Response.Body.WriteAsync(fault.Body, context.RequestAborted);
                break;
            case FaultKind.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, state.Time, context.RequestAborted);
                break;
            case FaultKind.CutBody or FaultKind.CutStream when answer is not null:
                await CutAsync(context, answer.Value.GetRawText());
                break;
            default:
                context.Abort();
                break;
        }
    }

    /// <summary>Sends half of a body under its full length, then cuts the connection.</summary>
    public static async Task CutAsync(HttpContext context, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), context.RequestAborted);
        await AbortAfterSendingAsync(context);
    }

    /// <summary>Cuts the connection when what was written has had time to arrive; a cut at once would take it back.</summary>
    public static async Task AbortAfterSendingAsync(HttpContext context)
    {
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, context.RequestAborted);
        context.Abort();
    }
}

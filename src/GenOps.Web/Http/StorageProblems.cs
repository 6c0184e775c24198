using System.Globalization;
using GenOps.Core.Data;
using GenOps.Core.Delivery;

namespace GenOps.Web.Http;

/// <summary>
/// The one place where a database or a disk that is in the way becomes an answer: 507 when it is full, else 503, when to ask again,
/// and one plain sentence; as problem details for programs, as a small page for people. It needs neither database nor components.
/// </summary>
internal sealed class StorageProblems(RequestDelegate next, TimeProvider time, ILogger<StorageProblems> logger)
{
    private readonly RepeatedFailures failures = new(logger, time, "A request");

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception error) when (!context.Response.HasStarted && StorageFault.Of(error) is not null)
        {
            failures.Add(error);
            await WriteAsync(context, StorageFault.Of(error)!.Value);
        }
    }

    /// <summary>507 for a full disk, else 503.</summary>
    public static int StatusOf(StorageTrouble trouble) =>
        trouble == StorageTrouble.Full ? StatusCodes.Status507InsufficientStorage : StatusCodes.Status503ServiceUnavailable;

    /// <summary>When it is worth asking again, in seconds.</summary>
    public static int RetryAfter(StorageTrouble trouble) => trouble switch
    {
        StorageTrouble.Busy => 2,
        StorageTrouble.Away => 10,
        StorageTrouble.Full => 60,
        _ => 300,
    };

    private static async Task WriteAsync(HttpContext context, StorageTrouble trouble)
    {
        context.Response.Clear();
        context.Response.Headers.RetryAfter = RetryAfter(trouble).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.CacheControl = "no-store";
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
        {
            await ApiProblems.WriteAsync(context, ApiProblems.Of(trouble));
            return;
        }

        await PlainPage.WriteAsync(context, new PlainPage
        {
            Status = StatusOf(trouble),
            Title = "GenOps has to wait",
            Sentence = StorageFault.Words(trouble),
            Action = "Try again",
        });
    }
}

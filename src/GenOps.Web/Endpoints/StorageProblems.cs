using System.Globalization;
using System.Net;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Web.Components.Theme;

namespace GenOps.Web.Endpoints;

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

        context.Response.StatusCode = StatusOf(trouble);
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(Page(StorageFault.Words(trouble), ThemeState.From(context.Request.Cookies).IsDark), context.RequestAborted);
    }

    private static string Page(string sentence, bool isDark) =>
        $"""
         <!DOCTYPE html>
         <html lang="en" data-scheme="{(isDark ? "dark" : "light")}">
         <head>
             <meta charset="utf-8" />
             <meta name="viewport" content="width=device-width, initial-scale=1" />
             <title>GenOps has to wait</title>
             <style>{ThemeCss.Variables}</style>
             <link rel="stylesheet" href="/css/app.css" />
         </head>
         <body>
             <main style="max-width: 560px; margin: 12vh auto; padding: 0 16px">
                 <p class="go-notice go-notice-error" role="alert">{WebUtility.HtmlEncode(sentence)}</p>
                 <p style="margin-top: 16px"><a class="go-button" href="">Try again</a></p>
             </main>
         </body>
         </html>
         """;
}

using System.Net;
using GenOps.Web.Theme;

namespace GenOps.Web.Http;

/// <summary>A small page of one sentence for people, where neither database nor components can be had, or should be.</summary>
internal sealed record PlainPage
{
    public required int Status { get; init; }

    public required string Title { get; init; }

    /// <summary>What is wrong and what helps; line breaks are kept.</summary>
    public required string Sentence { get; init; }

    /// <summary>What the one button says.</summary>
    public required string Action { get; init; }

    /// <summary>Where it leads; empty for the same address.</summary>
    public string Href { get; init; } = "";

    /// <summary>Writes it as the answer.</summary>
    public static Task WriteAsync(HttpContext context, PlainPage page)
    {
        context.Response.StatusCode = page.Status;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(page.Html(ThemeState.From(context.Request.Cookies).IsDark), context.RequestAborted);
    }

    private string Html(bool isDark) =>
        $"""
         <!DOCTYPE html>
         <html lang="en" data-scheme="{(isDark ? "dark" : "light")}">
         <head>
             <meta charset="utf-8" />
             <meta name="viewport" content="width=device-width, initial-scale=1" />
             <title>{WebUtility.HtmlEncode(Title)}</title>
             <style>{ThemeCss.Variables}</style>
             <link rel="stylesheet" href="/css/app.css" />
         </head>
         <body>
             <main style="max-width: 560px; margin: 12vh auto; padding: 0 16px">
                 <p class="go-notice go-notice-error" role="alert" style="white-space: pre-line; overflow-wrap: anywhere">{WebUtility.HtmlEncode(Sentence)}</p>
                 <p style="margin-top: 16px"><a class="go-button" href="{WebUtility.HtmlEncode(Href)}">{WebUtility.HtmlEncode(Action)}</a></p>
             </main>
         </body>
         </html>
         """;
}

using System.Text;
using GenOps.Core;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.Features;

namespace GenOps.Web.Http;

/// <summary>
/// The one place where an address or a form of a page that is ill-formed is refused: text that is not well-formed Unicode or holds NUL, days beyond the
/// calendar, numbers that are none. Programs get problem details with the field, people a small page that names it; both 400. A place
/// beyond the end of a list is told in the frame of its page (<see cref="ListPlaces"/>).
/// It stands behind access control, so that strangers learn nothing by it, and before whatever reads the request: the check of a form's
/// token would refuse a NUL without a word.
/// </summary>
internal sealed class IllFormedRequests(RequestDelegate next)
{
    private const int LongestForm = 64 * 1024;

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/api"))
        {
            // What is thrown becomes problem details around this.
            CheckText(context);
            await next(context);
            return;
        }

        try
        {
            CheckText(context);
            if (context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type is { } page)
            {
                AddressFields.Check(context, page);
                await CheckFormAsync(context);
                await ListPlaces.LookAsync(context, page);
            }

            await next(context);
        }
        catch (InvalidInputException error) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, error);
        }
    }

    /// <summary>Looked at as it arrived: once decoded, what is wrong in it is not seen any more.</summary>
    private static void CheckText(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        EscapedText.Demand("path", target.Split('?')[0]);
        EscapedText.DemandPairs((context.Request.QueryString.Value ?? "").TrimStart('?'), "address");
    }

    private static async Task CheckFormAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || !request.HasFormContentType) return;
        if (!request.ContentType!.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            foreach (var (name, values) in await request.ReadFormAsync(context.RequestAborted))
            {
                foreach (var value in values) WellFormedText.Demand(EscapedText.FieldOf(name), value ?? "");
            }

            return;
        }

        request.EnableBuffering();
        var bytes = new byte[LongestForm + 1];
        var length = await request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, context.RequestAborted);
        request.Body.Position = 0;
        if (length > LongestForm) throw new InvalidInputException("form", $"It is longer than {LongestForm / 1024} KiB.", "Send less.");
        EscapedText.DemandPairs(Encoding.Latin1.GetString(bytes, 0, length), "form");
    }

    private static Task WriteAsync(HttpContext context, InvalidInputException error)
    {
        context.Response.Clear();
        context.Response.Headers.CacheControl = "no-store";
        return PlainPage.WriteAsync(context, new PlainPage
        {
            Status = StatusCodes.Status400BadRequest,
            Title = "This address cannot be read · GenOps",
            Sentence = error.Message,
            Action = "Open it without what is wrong",
            Href = context.Request.Path,
        });
    }
}

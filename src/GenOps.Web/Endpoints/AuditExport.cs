using System.Globalization;
using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Ledger;
using GenOps.Web.Addresses;
using GenOps.Web.Auth;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>The audit trail as a file, with the filters of the page it is asked from.</summary>
internal static class AuditExport
{
    private const int PageSize = 1000;

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/audit/export.csv", WriteAsync)
        .RequireAuthorization(new ReadersAttribute(ReadArea.Audit)).ExcludeFromDescription();

    private static async Task WriteAsync(HttpContext context, AuditQuery audit)
    {
        var actor = ActorAccessor.From(context.User);
        var filter = AuditAddress.Read(context.Request.Text, context.RequestServices.GetRequiredService<ReportingCalendar>()) with { Take = PageSize };
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"audit.csv\"";
        await using var writer = new StreamWriter(context.Response.Body) { NewLine = "\r\n" };
        await writer.WriteLineAsync("at,actor,action,object_type,object_id,summary,details,id");
        AuditPage page;
        do
        {
            page = await audit.ReadAsync(actor, filter, context.RequestAborted);
            foreach (var row in page.Rows) await writer.WriteLineAsync(Line(row));
            filter = filter with { After = page.Next };
        }
        while (page.Next is not null);
    }

    private static string Line(AuditRow row) => CsvText.Line(
        row.At.ToString("O", CultureInfo.InvariantCulture), row.Actor, row.Action, row.ObjectType, row.ObjectId, row.Summary, row.Details, row.Id.ToString());
}

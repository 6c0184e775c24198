using GenOps.Core;
using GenOps.Core.Audit;
using GenOps.Core.Ledger;
using GenOps.Web.Http;

namespace GenOps.Web.Addresses;

/// <summary>The filters of the audit trail as its address holds them, of the page and of its export.</summary>
internal static class AuditAddress
{
    /// <summary>Reads filters; days are those of the reporting time zone.</summary>
    /// <param name="query">The query part's values by name; null for what is not there.</param>
    /// <param name="calendar">Whose days.</param>
    /// <exception cref="InvalidInputException">A day is none.</exception>
    public static AuditFilter Read(Func<string, string?> query, ReportingCalendar calendar) => new()
    {
        Actor = query("actor"),
        Action = query("action"),
        ObjectType = query("type"),
        ObjectId = query("object"),
        From = AddressFields.Day("from", query("from")) is { } first ? calendar.StartOf(first) : null,
        // People mean the whole of the last day.
        To = AddressFields.Day("to", query("to")) is { } last ? calendar.StartOf(last.AddDays(1)) : null,
        Text = query("text"),
        After = PageCursor.TryParse(query("after"), out var cursor) ? cursor : null,
    };
}

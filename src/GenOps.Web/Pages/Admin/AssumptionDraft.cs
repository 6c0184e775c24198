using System.Globalization;
using GenOps.Core;
using GenOps.Core.Ledger;

namespace GenOps.Web.Pages.Admin;

/// <summary>A figure as a person types it.</summary>
public sealed class AssumptionDraft
{
    /// <summary>Empty withdraws what was stated.</summary>
    public string Value { get; set; } = "";

    /// <summary>The first day on which it holds, of the reporting time zone.</summary>
    public DateTime ValidFrom { get; set; }

    public string Note { get; set; } = "";

    /// <summary>The request for the command.</summary>
    /// <param name="pipelineId">Null for the company.</param>
    /// <param name="key">The figure.</param>
    /// <param name="calendar">Whose day it is.</param>
    /// <exception cref="InvalidInputException">The value is no number.</exception>
    public StateAssumptionRequest ToRequest(PipelineId? pipelineId, string key, ReportingCalendar calendar) => new()
    {
        PipelineId = pipelineId,
        Key = key,
        Value = Number(Value),
        ValidFrom = From(calendar),
        Note = Note,
    };

    /// <summary>The first instant of the day, UTC.</summary>
    public DateTime From(ReportingCalendar calendar) => calendar.StartOf(DateOnly.FromDateTime(ValidFrom));

    private static decimal? Number(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        return decimal.TryParse(
            text.Trim().TrimStart('$'), NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InvalidInputException("Value", $"'{text}' is no number.", "Write it as 65 or 65.50.");
    }
}

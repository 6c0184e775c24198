using System.Globalization;
using GenOps.Core;
using GenOps.Core.Ledger;

namespace GenOps.Web.Http;

/// <summary>Reads and checks what stands in a path or behind the question mark; every message names the field and what would be right.</summary>
internal static class RequestQuery
{
    /// <summary>A text; null when missing or empty.</summary>
    public static string? Text(this HttpRequest request, string field) =>
        request.Query[field].ToString() is { Length: > 0 } text ? text : null;

    /// <summary>A word of an enum in any case; null when missing.</summary>
    /// <exception cref="InvalidInputException">There is no such word.</exception>
    public static TEnum? Word<TEnum>(this HttpRequest request, string field)
        where TEnum : struct, Enum => Word<TEnum>(field, request.Text(field));

    /// <summary>A word of an enum in any case; null when missing.</summary>
    /// <exception cref="InvalidInputException">There is no such word.</exception>
    public static TEnum? Word<TEnum>(string field, string? text)
        where TEnum : struct, Enum
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (char.IsLetter(text[0]) && Enum.TryParse<TEnum>(text, ignoreCase: true, out var value) && Enum.IsDefined(value)) return value;
        throw new InvalidInputException(field, $"There is no {field} '{Shown(text)}'.", $"Choose {ApiJson.Words<TEnum>()}.");
    }

    /// <summary>A time, UTC, as <see cref="Moment"/> reads it; null when missing.</summary>
    /// <exception cref="InvalidInputException">It is no time.</exception>
    public static DateTime? Time(this HttpRequest request, string field) =>
        request.Text(field) is { } text ? Moment(request.HttpContext, field, text) : null;

    /// <summary>A day; null when missing.</summary>
    /// <exception cref="InvalidInputException">It is no day.</exception>
    public static DateOnly? Day(this HttpRequest request, string field)
    {
        if (request.Text(field) is not { } text) return null;
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            throw new InvalidInputException(field, $"'{Shown(text)}' is no day.", "Write 2026-11-01.");
        return KnownDays.Hold(day.ToDateTime(TimeOnly.MinValue)) ? day : throw new InvalidInputException(field, $"'{Shown(text)}' is beyond the calendar.", KnownDays.Cure);
    }

    /// <summary>
    /// A time, UTC: a date (its beginning) or a date with a time. What names no offset is of the reporting time zone, as the
    /// days of pages and reports are.
    /// </summary>
    /// <exception cref="InvalidInputException">It is no time.</exception>
    public static DateTime Moment(HttpContext context, string field, string text)
    {
        // A plus sign of an offset arrives as a space where the client did not escape it.
        if (!DateTime.TryParse(text.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
            && !DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out time))
        {
            throw new InvalidInputException(field, $"'{Shown(text)}' is no time.", "Write 2026-11-01 or 2026-11-01T08:30:00Z.");
        }

        if (!KnownDays.Hold(time)) throw new InvalidInputException(field, $"'{Shown(text)}' is beyond the calendar.", KnownDays.Cure);
        return time.Kind == DateTimeKind.Unspecified
            ? context.RequestServices.GetRequiredService<ReportingCalendar>().ToUtc(time)
            : time.ToUniversalTime();
    }

    /// <summary>A whole number within bounds; the fallback when missing.</summary>
    /// <exception cref="InvalidInputException">It is no such number.</exception>
    public static int Number(this HttpRequest request, string field, int fallback, int min, int max)
    {
        if (request.Text(field) is not { } text) return fallback;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new InvalidInputException(field, $"'{Shown(text)}' is no whole number from {min} to {max}.", $"Leave it out for {fallback}.");
    }

    /// <summary>The cursor of a page; null for the first.</summary>
    /// <exception cref="InvalidInputException">It is none.</exception>
    public static PageCursor? Cursor(this HttpRequest request, string field = "cursor") =>
        request.Text(field) is not { } text ? null
        : PageCursor.TryParse(text, out var cursor) ? cursor
        : throw new InvalidInputException(field, $"'{Shown(text)}' is no cursor.", "Give back 'next' of the page before, or leave it out.");

    /// <summary>A key in a path or field.</summary>
    /// <exception cref="InvalidInputException">It is no key.</exception>
    public static T Key<T>(string field, string? text)
        where T : struct, IId<T> => Id.TryParse<T>(text, out var id)
            ? id
            : throw new InvalidInputException(field, $"'{Shown(text ?? "")}' is no id.", "Give a UUID, such as 0199b1f2-8a3c-7c1e-9f00-5d1f0a6b7c8d.");

    internal static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "…";
}

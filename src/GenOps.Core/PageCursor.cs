using System.Globalization;

namespace GenOps.Core;

/// <summary>
/// Where a newest-first list goes on: at a time, past the rows of that very time already shown.
/// It stays right while newer rows arrive, and needs no comparison of keys, which the two databases order differently.
/// </summary>
/// <param name="At">Time of the last row shown, UTC.</param>
/// <param name="Shown">How many rows of that time were shown, at least 1.</param>
public readonly record struct PageCursor(DateTime At, int Shown)
{
    /// <summary>Reads a cursor that <see cref="ToString"/> wrote; false for anything else.</summary>
    public static bool TryParse(string? text, out PageCursor cursor)
    {
        cursor = default;
        var parts = text?.Split('-') ?? [];
        if (parts.Length != 2
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var shown)
            || ticks > DateTime.MaxValue.Ticks
            || !KnownDays.Hold(new DateTime(ticks, DateTimeKind.Utc))
            || shown is < 1 or > 1_000_000)
        {
            return false;
        }

        cursor = new PageCursor(new DateTime(ticks, DateTimeKind.Utc), shown);
        return true;
    }

    /// <summary>The cursor after these rows; null when they are the last.</summary>
    /// <param name="times">Times of the rows shown, newest first.</param>
    /// <param name="more">Whether a further row exists.</param>
    /// <param name="previous">The cursor these rows were read from.</param>
    /// <exception cref="InvalidInputException">There are no rows after that cursor.</exception>
    public static PageCursor? After(IReadOnlyList<DateTime> times, bool more, PageCursor? previous)
    {
        // A cursor is only given out where a further row exists.
        if (times.Count == 0 && previous is not null)
            throw new InvalidInputException("cursor", "The place in the list it stands for (on a page: after) is beyond the end.", "Leave it out for the beginning.");
        if (!more || times.Count == 0) return null;
        var last = times[^1];
        var shown = times.Count(t => t == last);
        return new PageCursor(last, previous is { } p && p.At == last ? p.Shown + shown : shown);
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.Ticks}-{Shown}");
}

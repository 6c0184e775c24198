using System.Globalization;
using System.Text.RegularExpressions;

namespace GenOps.Core.Inference.Providers.Sandbox.Reading;

/// <summary>Finds numbers and dates in a text, however they are written.</summary>
internal static partial class Figures
{
    private static readonly string[] Months =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    private static readonly string[] GermanMonths =
        ["jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"];

    /// <summary>All numbers, in order.</summary>
    public static IEnumerable<decimal> Numbers(string text) =>
        NumberPattern().Matches(text).Select(match => Parse(match.Value)).OfType<decimal>();

    /// <summary>A number written with points, commas or spaces between its digits; null for none.</summary>
    public static decimal? Parse(string text)
    {
        var digits = text.Replace(" ", "").Replace("\u00A0", "").Replace("'", "").Replace("−", "-").Replace("–", "-");
        var comma = digits.LastIndexOf(',');
        var point = digits.LastIndexOf('.');
        var last = Math.Max(comma, point);
        if (last >= 0)
        {
            var sign = digits[last];
            var other = sign == ',' ? '.' : ',';
            // A single sign before three digits parts thousands: 1,176 is no fraction.
            var thousands = digits.Count(c => c == sign) > 1
                || digits.Length - last - 1 == 3 && !digits.Contains(other) && digits[..last].TrimStart('-') is { Length: > 0 and < 4 } before && before != "0";
            digits = digits.Replace(other.ToString(), "");
            digits = thousands ? digits.Replace(sign.ToString(), "") : digits.Replace(sign, '.');
        }

        return decimal.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }

    /// <summary>All dates, in order. Of 03/11/2026 the day is taken to come first where both are possible.</summary>
    public static IEnumerable<DateOnly> Dates(string text) => DatePattern().Matches(text).Select(Date).OfType<DateOnly>();

    private static DateOnly? Date(Match match)
    {
        var month = match.Groups["month"].Value;
        int? named = month.Length >= 3 && !char.IsDigit(month[0]) ? MonthOf(month) : int.TryParse(month, out var number) ? number : null;
        if (named is not { } m || !int.TryParse(match.Groups["year"].Value, out var year) || !int.TryParse(match.Groups["day"].Value, out var day))
            return null;
        if (m > 12 && day <= 12 && match.Value.Contains('/'))
            (m, day) = (day, m);
        return m is >= 1 and <= 12 && day >= 1 && year is >= 1900 and <= 2200 && day <= DateTime.DaysInMonth(year, m)
            ? new DateOnly(year, m, day)
            : null;
    }

    private static int? MonthOf(string word)
    {
        var start = word[..3].ToLowerInvariant();
        var index = Array.IndexOf(Months, start);
        if (index < 0)
            index = Array.IndexOf(GermanMonths, start);
        return index < 0 ? null : index + 1;
    }

    [GeneratedRegex(@"(?<![\p{L}\d])[-−–]?\d+(?:[.,' \u00A0]\d{3}(?!\d))*(?:[.,]\d+)?(?![\d])")]
    private static partial Regex NumberPattern();

    [GeneratedRegex("""
        \b(?:(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})
        |(?<day>\d{1,2})[./](?<month>\d{1,2})[./](?<year>\d{4})
        |(?<day>\d{1,2})(?:st|nd|rd|th|\.)?\s+(?<month>(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)\p{L}*)\.?,?\s+(?<year>\d{4})
        |(?<month>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\p{L}*)\.?\s+(?<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?<year>\d{4}))\b
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex DatePattern();
}

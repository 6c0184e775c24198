using System.Globalization;
using GenOps.Core.Reviews;

namespace GenOps.Web.Words;

/// <summary>How reviews are spoken of on all pages.</summary>
internal static class ReviewWords
{
    /// <summary>An output's name, with its number where there are several.</summary>
    public static string NameOf(string output, int item) => item < 0 ? output : $"{output} {item + 1}";

    /// <summary>What was decided.</summary>
    public static string Past(ReviewVerdict verdict) => verdict switch
    {
        ReviewVerdict.Approve => "Approved",
        ReviewVerdict.Edit => "Edited and approved",
        ReviewVerdict.Undone => "Taken back",
        _ => "Rejected",
    };

    /// <summary>The colour of a verdict.</summary>
    public static Tone ToneOf(ReviewVerdict verdict) => verdict switch
    {
        ReviewVerdict.Reject => Tone.Error,
        ReviewVerdict.Undone => Tone.Neutral,
        _ => Tone.Success,
    };

    /// <summary>Seconds as minutes and seconds.</summary>
    public static string Clock(int seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}:{seconds % 60:00}");

    /// <summary>Bytes for people.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1_000 => $"{bytes} B",
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000.0:0.#} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.#} MB"),
    };
}

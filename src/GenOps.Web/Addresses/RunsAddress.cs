using System.Globalization;
using GenOps.Core;
using GenOps.Core.Desk.Views;
using GenOps.Core.Inference.Protocol;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Standing;
using GenOps.Web.Http;

namespace GenOps.Web.Addresses;

/// <summary>The filters of the list of runs as its address holds them.</summary>
public static class RunsAddress
{
    /// <summary>The address of a filtered list.</summary>
    /// <param name="filter">The filters.</param>
    /// <param name="view">The saved view they come from; null for none.</param>
    public static string Of(ViewFilter filter, SavedViewId? view = null) => "/operations/runs" + Query.Of(
        ("view", view?.ToString()),
        ("pipeline", filter.Pipeline),
        ("state", Word(filter.State)),
        ("standing", Word(filter.Standing)),
        ("waits", Word(filter.WaitsFor)),
        ("target", filter.WaitTarget),
        ("money", Word(filter.Money)),
        ("text", filter.Text),
        ("from", Day(filter.From)),
        ("to", Day(filter.To)));

    /// <summary>Reads filters.</summary>
    /// <param name="query">The query part's values by name; null for what is not there.</param>
    /// <exception cref="InvalidInputException">A state, standing or money does not exist, or a day is none.</exception>
    public static ViewFilter Read(Func<string, string?> query) => new()
    {
        Pipeline = query("pipeline"),
        State = RequestQuery.Word<RunState>("state", query("state")),
        Standing = RequestQuery.Word<RunStanding>("standing", query("standing")),
        WaitsFor = RequestQuery.Word<WaitKind>("waits", query("waits")),
        WaitTarget = string.IsNullOrEmpty(query("target")) ? null : query("target"),
        Money = RequestQuery.Word<MoneyMode>("money", query("money")),
        Text = string.IsNullOrWhiteSpace(query("text")) ? null : query("text")!.Trim(),
        From = AddressFields.Day("from", query("from")),
        To = AddressFields.Day("to", query("to")),
    };

    /// <summary>The list they stand for; people mean the whole of the last day.</summary>
    public static RunListFilter ToList(ViewFilter filter, PageCursor? after) => new()
    {
        Pipeline = filter.Pipeline,
        State = filter.State,
        Standing = filter.Standing,
        WaitsFor = filter.WaitsFor,
        WaitTarget = filter.WaitTarget,
        Money = filter.Money,
        Text = filter.Text,
        From = filter.From?.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
        To = filter.To?.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
        After = after,
    };

    private static string? Word<T>(T? value)
        where T : struct, Enum => value is { } word ? ApiJson.Word(word) : null;

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

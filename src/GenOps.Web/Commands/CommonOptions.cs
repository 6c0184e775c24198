using System.CommandLine;
using System.Text.Json.Nodes;
using GenOps.Core;
using GenOps.Web.Http;

namespace GenOps.Web.Commands;

/// <summary>Options that several commands share, and how results are printed.</summary>
internal static class CommonOptions
{
    /// <summary><c>--data DIR</c>, on every command.</summary>
    public static Option<string?> Data { get; } = new("--data")
    {
        Description = "The data folder. Without it GENOPS_DATA, else 'data' at the top of the source tree.",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary><c>--json</c>.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print JSON, as the API gives it." };

    /// <summary><c>--money</c>.</summary>
    public static Option<string?> Money()
    {
        var option = new Option<string?>("--money") { Description = "live or sandbox; by default live once a live run exists.", HelpName = "MONEY" };
        option.AcceptOnlyFromAmong("live", "sandbox");
        return option;
    }

    /// <summary>Prints JSON as the API writes it.</summary>
    public static Task PrintJsonAsync(JsonNode json) => Console.Out.WriteLineAsync(json.ToJsonString(ApiJson.Options));

    /// <summary>An amount as people read it.</summary>
    public static string Dollars(JsonNode? nanos) => nanos is null ? "unpriced" : new Money(nanos.GetValue<long>()).ToString();

    /// <summary>What a run waits for, as <c>provider alpha</c>; empty for nothing.</summary>
    public static string Wait(JsonNode? waits) => waits is null ? "" : $"{waits["for"]} {waits["name"]}".TrimEnd();

    /// <summary>Prints rows as columns as wide as their content.</summary>
    public static async Task PrintTableAsync(IReadOnlyList<string> heads, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = heads.Select((h, i) => rows.Select(r => r[i].Length).Append(h.Length).Max()).ToList();
        foreach (var row in rows.Prepend(heads))
            await Console.Out.WriteLineAsync(string.Join("  ", row.Select((cell, i) => i == row.Count - 1 ? cell : cell.PadRight(widths[i]))).TrimEnd());
    }

    /// <summary>A path with those parameters that have a value.</summary>
    public static string Path(string path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var text = path;
        foreach (var (name, value) in parameters)
        {
            if (!string.IsNullOrEmpty(value)) text += $"{(text.Contains('?') ? '&' : '?')}{name}={Uri.EscapeDataString(value)}";
        }

        return text;
    }
}

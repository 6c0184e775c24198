using System.Text.Json.Nodes;

namespace GenOps.Web.Endpoints;

/// <summary>What starts a backfill: a schedule's range, or one of <c>lines</c>, <c>csv</c> and <c>files</c>.</summary>
/// <param name="Pipeline">The pipeline's name, for a list.</param>
/// <param name="Schedule">The schedule's id, for a range.</param>
/// <param name="From">The range begins here.</param>
/// <param name="To">The range ends before here.</param>
/// <param name="Again">Also occurrences that have started a run already.</param>
/// <param name="Input">The input that takes a line or a file.</param>
/// <param name="Lines">A text of one input a line.</param>
/// <param name="Csv">A text whose first row names inputs.</param>
/// <param name="Files">Files as <c>{"name", "text" | "base64"}</c>.</param>
/// <param name="Inputs">What all runs of a list share.</param>
/// <param name="Money"><c>live</c> or <c>sandbox</c>; left out: the schedule's, else live.</param>
/// <param name="Concurrency">Runs at a time, 1 to 100; 4 by default.</param>
/// <param name="CapUsd">Nothing further starts once spent and reserved reach it.</param>
public sealed record StartBackfillBody(
    string? Pipeline, string? Schedule, string? From, string? To, bool? Again, string? Input, string? Lines, string? Csv, JsonArray? Files, JsonObject? Inputs,
    string? Money, int? Concurrency, decimal? CapUsd);

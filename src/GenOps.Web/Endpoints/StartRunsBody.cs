using System.Text.Json.Nodes;
using GenOps.Core;
using Microsoft.AspNetCore.Mvc;

namespace GenOps.Web.Endpoints;

/// <summary>What starts many runs.</summary>
/// <param name="Runs">1 to 1,000 starts, of any pipelines.</param>
public sealed record StartRunsBody(IReadOnlyList<StartRunsBodyItem> Runs);

/// <summary>One start of many: the body of a start alone, and a key.</summary>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Inputs">As for one run.</param>
/// <param name="Money">As for one run.</param>
/// <param name="Priority">As for one run.</param>
/// <param name="IdempotencyKey">The same start again with the same key gives the same run; the keys are those of the header of one start.</param>
public sealed record StartRunsBodyItem(string Pipeline, JsonObject Inputs, string? Money, string? Priority, string? IdempotencyKey);

/// <summary>What many starts came to.</summary>
/// <param name="Started">How many runs began.</param>
/// <param name="Known">How many had been started before by their keys.</param>
/// <param name="Refused">How many have a problem.</param>
/// <param name="Items">Each, in the order asked.</param>
public sealed record StartRunsAnswer(int Started, int Known, int Refused, IReadOnlyList<StartRunsAnswerItem> Items);

/// <summary>What one of them came to.</summary>
/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="Run">The run; null where there is a problem.</param>
/// <param name="Started">Whether it began now; false where its key had started it before.</param>
/// <param name="Problem">As it would be answered alone; null where there is a run.</param>
public sealed record StartRunsAnswerItem(int Index, RunId? Run, bool Started, ProblemDetails? Problem);

using System.Text.Json.Nodes;

namespace GenOps.Web.Endpoints;

/// <summary>What starts a run.</summary>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Inputs">By name: a string, a number, a file as <c>{"name", "text" | "base64"}</c>, or a list of files.</param>
/// <param name="Money"><c>live</c> or <c>sandbox</c>; left out: live where a provider is configured, else sandbox.</param>
/// <param name="Priority"><c>high</c>, <c>normal</c> or <c>low</c>; left out: the pipeline's.</param>
public sealed record StartRunBody(string Pipeline, JsonObject Inputs, string? Money, string? Priority);

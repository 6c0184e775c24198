using System.Text.Json.Nodes;

namespace GenOps.Web.Endpoints;

/// <summary>What a reviewer decides.</summary>
/// <param name="Decision"><c>approve</c>, <c>edit</c> or <c>reject</c>.</param>
/// <param name="Reason">Why; a rejection needs one.</param>
/// <param name="Text">For an edit: the new text; an object of file names and texts where the output has several.</param>
/// <param name="RevisionHash">The revision decided on; left out: the latest.</param>
public sealed record ReviewDecisionBody(string Decision, string? Reason, JsonNode? Text, string? RevisionHash);

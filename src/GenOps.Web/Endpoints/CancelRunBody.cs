namespace GenOps.Web.Endpoints;

/// <summary>What ends a run.</summary>
/// <param name="Reason">For whoever finds it cancelled; may be left out.</param>
/// <param name="Mode"><c>drain</c> (by default): calls under way are finished and kept; <c>abort</c>: they are broken off, and may be charged all the same.</param>
public sealed record CancelRunBody(string? Reason, string? Mode);

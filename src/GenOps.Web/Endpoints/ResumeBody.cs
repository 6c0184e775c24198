namespace GenOps.Web.Endpoints;

/// <summary>What ends a pause.</summary>
/// <param name="Reason">May be left out.</param>
public sealed record ResumeBody(string? Reason);

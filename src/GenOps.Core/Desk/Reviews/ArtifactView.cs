namespace GenOps.Core.Desk.Reviews;

/// <summary>One file or text of an output.</summary>
/// <param name="Id">For its content at <c>/artifacts/{id}</c>.</param>
/// <param name="Name">A file name.</param>
/// <param name="MediaType">As <c>image/png</c>.</param>
/// <param name="StepId">The step that made it.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Text">The whole text; null for what is no text, too long to show, or erased.</param>
/// <param name="Note">Why there is no text; empty otherwise.</param>
public sealed record ArtifactView(ArtifactId Id, string Name, string MediaType, string StepId, long Length, string? Text, string Note);

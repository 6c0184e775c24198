namespace GenOps.Core.Desk.Reviews;

/// <summary>One input of the run.</summary>
/// <param name="Name">As the definition calls it; the file's name where it is a file.</param>
/// <param name="MediaType"><c>text/plain</c> for what was typed.</param>
/// <param name="Text">What can be read; null for what is no text.</param>
/// <param name="Note">Why there is no text; empty otherwise.</param>
public sealed record SourceView(string Name, string MediaType, string? Text, string Note);

namespace GenOps.Core.Pipelines.Definitions.Reading;

/// <summary>A place in the text.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal readonly record struct Place(int Line, int Column);

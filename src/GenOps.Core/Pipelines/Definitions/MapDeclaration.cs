namespace GenOps.Core.Pipelines.Definitions;

/// <summary>A step done once for each item of a list.</summary>
/// <param name="Over">The list.</param>
/// <param name="As">The name of the item in the step's expressions; default <c>item</c>.</param>
/// <param name="Concurrency">How many items at a time, 1 to 32; default 4.</param>
public sealed record MapDeclaration(ValuePath Over, string As, int Concurrency);

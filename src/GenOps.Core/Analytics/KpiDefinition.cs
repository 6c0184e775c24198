namespace GenOps.Core.Analytics;

/// <summary>What a key figure is.</summary>
/// <param name="Name">Its stable id, such as <c>cost-per-output</c>.</param>
/// <param name="Title">As people call it.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Axes">Along what it can be taken apart.</param>
/// <param name="Meaning">What it tells, one sentence.</param>
public sealed record KpiDefinition(string Name, string Title, KpiUnit Unit, IReadOnlyList<KpiAxis> Axes, string Meaning);

using GenOps.Core.Outputs;

namespace GenOps.Core.Analytics;

/// <summary>An output that a call worked for.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Name">Its name, with its item.</param>
/// <param name="State">What became of it.</param>
/// <param name="ByPerson">Whether a person decided; null while nobody has.</param>
/// <param name="DecidedAt">UTC; null while nobody has.</param>
public sealed record CallOutput(OutputId Id, string Name, OutputState State, bool? ByPerson, DateTime? DecidedAt);

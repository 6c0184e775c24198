using GenOps.Core.Outputs;
using GenOps.Core.Reviews;

namespace GenOps.Core.Desk.Reviews;

/// <summary>How a review stands.</summary>
/// <param name="State">Open, decided or closed.</param>
/// <param name="OutputState">Of its output.</param>
/// <param name="Revision">The output's latest revision.</param>
public sealed record ReviewNow(ReviewState State, OutputState OutputState, int Revision);

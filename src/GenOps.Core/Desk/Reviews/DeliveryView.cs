using GenOps.Core.Calls;

namespace GenOps.Core.Desk.Reviews;

/// <summary>One delivery.</summary>
/// <param name="Channel">Through which channel.</param>
/// <param name="Target">The folder or address.</param>
/// <param name="State">How it stands.</param>
/// <param name="Result">What came of it, in plain words.</param>
/// <param name="Attempt">Which sending, from 0.</param>
/// <param name="CreatedAt">UTC.</param>
public sealed record DeliveryView(string Channel, string Target, CallState State, string Result, int Attempt, DateTime CreatedAt);

namespace GenOps.Web.Endpoints;

/// <summary>What pauses something.</summary>
/// <param name="Reason">For whoever finds it paused.</param>
/// <param name="Until">When it ends by itself; left out: until it is resumed.</param>
/// <param name="RunsUnderWay">Of a pipeline: whether its active runs stop too, at their next step. True by default; false: it only takes no new ones.</param>
public sealed record PauseBody(string Reason, string? Until, bool? RunsUnderWay);

using GenOps.Core.Desk.Runs;

namespace GenOps.Web.Endpoints;

/// <summary>The pauses in force.</summary>
public sealed record HoldList(IReadOnlyList<HoldDetail> Items);

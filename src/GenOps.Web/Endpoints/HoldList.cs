using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Holding;
using GenOps.Core.Runs.Queries;
using GenOps.Web.Auth;

namespace GenOps.Web.Endpoints;

/// <summary>The pauses in force.</summary>
public sealed record HoldList(IReadOnlyList<HoldDetail> Items);

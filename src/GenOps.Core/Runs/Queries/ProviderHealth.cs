using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Limits;
using GenOps.Core.Inference.Routing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Queries;

/// <summary>The providers' health in a period.</summary>
/// <param name="Models">By provider and model.</param>
/// <param name="Doubts">All calls in doubt now, oldest first; at most 200.</param>
/// <param name="Complete">False where the period has more calls than are looked at: then the latest count.</param>
public sealed record ProviderHealth(IReadOnlyList<ModelHealth> Models, IReadOnlyList<DoubtRow> Doubts, bool Complete);

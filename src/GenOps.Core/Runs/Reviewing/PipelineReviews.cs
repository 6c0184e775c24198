using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Core.Reviews;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Reviewing;

/// <summary>How many reviews of a pipeline are open.</summary>
public sealed record PipelineReviews(string Pipeline, int Open);

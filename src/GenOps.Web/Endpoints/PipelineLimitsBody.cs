namespace GenOps.Web.Endpoints;

/// <summary>What an operator allows a pipeline's runs; what is left out stays as it is.</summary>
/// <param name="RunsAtOnce">Runs under way at once, 1 to 10,000; null for any number.</param>
/// <param name="Priority"><c>high</c>, <c>normal</c> or <c>low</c>, of runs that start from now on.</param>
public sealed record PipelineLimitsBody(int? RunsAtOnce, string? Priority);

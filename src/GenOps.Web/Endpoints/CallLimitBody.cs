namespace GenOps.Web.Endpoints;

/// <summary>A limit on calls to a provider or one of its models; what is left out is not limited.</summary>
/// <param name="Model">Left out: all models together.</param>
/// <param name="AtOnce">Calls at a time.</param>
/// <param name="RequestsPerMinute">Requests a minute.</param>
/// <param name="TokensPerMinute">Tokens a minute.</param>
public sealed record CallLimitBody(string? Model, int? AtOnce, int? RequestsPerMinute, long? TokensPerMinute);

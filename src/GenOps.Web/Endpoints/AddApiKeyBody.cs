namespace GenOps.Web.Endpoints;

/// <summary>What makes an API key.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Role">The one role it carries.</param>
public sealed record AddApiKeyBody(string Name, string Role);

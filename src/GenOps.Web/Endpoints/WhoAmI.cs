namespace GenOps.Web.Endpoints;

/// <summary>Who is asking.</summary>
public sealed record WhoAmI(string Name, IReadOnlyList<string> Roles);

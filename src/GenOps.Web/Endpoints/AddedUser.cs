namespace GenOps.Web.Endpoints;

/// <summary>An account just made.</summary>
public sealed record AddedUser(GenOps.Core.UserId Id, string Email);

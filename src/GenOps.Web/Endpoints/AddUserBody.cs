namespace GenOps.Web.Endpoints;

/// <summary>What makes an account.</summary>
/// <param name="Email">Also the name to sign in with.</param>
/// <param name="Password">At least 12 characters.</param>
/// <param name="Roles">One or more roles.</param>
/// <param name="DisplayName">The name colleagues see; may be left out.</param>
public sealed record AddUserBody(string Email, string Password, IReadOnlyList<string> Roles, string? DisplayName);

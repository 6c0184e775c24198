using Microsoft.AspNetCore.Identity;

namespace GenOps.Core.Access;

/// <summary>A person who signs in.</summary>
public sealed class User : IdentityUser<Guid>
{
    /// <summary>The name shown to colleagues.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>When the account was made, UTC.</summary>
    public DateTime CreatedAt { get; set; }
}

/// <summary>What a person may do. Access is denied by default; Admin may do everything.</summary>
public static class Roles
{
    /// <summary>Settings, users, keys, providers, and all below.</summary>
    public const string Admin = "Admin";

    /// <summary>Pipelines and runs: edit, start, pause, cancel.</summary>
    public const string Operator = "Operator";

    /// <summary>Decides on flagged outputs.</summary>
    public const string Reviewer = "Reviewer";

    /// <summary>Reads the figures, states assumptions and prices.</summary>
    public const string Finance = "Finance";

    /// <summary>Reads everything, changes nothing.</summary>
    public const string Auditor = "Auditor";

    /// <summary>All roles, as offered in the settings.</summary>
    public static readonly IReadOnlyList<string> All = [Admin, Operator, Reviewer, Finance, Auditor];
}

using GenOps.Core.Access;

namespace GenOps.Web.Words;

/// <summary>What a role may do, in one sentence.</summary>
public static class RoleWords
{
    /// <summary>The sentence; empty for a name that is no role.</summary>
    public static string Of(string role) => role switch
    {
        Roles.Admin => "May do everything, settings and people included.",
        Roles.Operator => "Edits pipelines; starts, pauses and cancels runs.",
        Roles.Reviewer => "Decides on flagged outputs.",
        Roles.Finance => "Reads the figures, states assumptions, records prices.",
        Roles.Auditor => "Reads everything, changes nothing.",
        _ => "",
    };
}

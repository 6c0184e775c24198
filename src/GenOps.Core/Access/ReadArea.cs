namespace GenOps.Core.Access;

/// <summary>What there is to read, in the parts that rights are given for.</summary>
public enum ReadArea
{
    /// <summary>Pipelines, what starts them, runs with their outputs and logs, reviews, alerts.</summary>
    Work,

    /// <summary>The operators' desk, the workers, and what a reroute would change.</summary>
    Desk,

    /// <summary>How providers do, and who answers for whom.</summary>
    Providers,

    /// <summary>What things cost: key figures, ledger, budgets, calls with prompt and answer, prices.</summary>
    Figures,

    /// <summary>What was stated about the company: rates of labour, values, fixed costs.</summary>
    Assumptions,

    /// <summary>Who did what.</summary>
    Audit,

    /// <summary>People, keys, providers' settings, channels, and what may be connected to.</summary>
    Settings,
}

/// <summary>
/// Who may read what: the one matrix. Queries check by it, and pages, menu and endpoints take their rights from it, so that one way
/// in never tells what another refuses. Changing something is each command's own matter.
/// </summary>
public static class ReadRights
{
    /// <summary>The roles that may read an area. An administrator and an auditor read everything.</summary>
    public static IReadOnlyList<string> RolesOf(ReadArea area) => area switch
    {
        ReadArea.Work => Roles.All,
        ReadArea.Desk => [Roles.Admin, Roles.Auditor, Roles.Operator],
        ReadArea.Providers or ReadArea.Figures => [Roles.Admin, Roles.Auditor, Roles.Operator, Roles.Finance],
        ReadArea.Assumptions => [Roles.Admin, Roles.Auditor, Roles.Finance],
        ReadArea.Audit or ReadArea.Settings => [Roles.Admin, Roles.Auditor],
        _ => throw new ArgumentOutOfRangeException(nameof(area), area, "Nobody said who may read it."),
    };
}

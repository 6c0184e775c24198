using GenOps.Core.Access;

namespace GenOps.Web.Pages.Finance;

/// <summary>Who reads what things cost.</summary>
internal static class FinanceRoles
{
    /// <summary>For the pages' Authorize attribute.</summary>
    public const string Readers = $"{Roles.Admin},{Roles.Finance},{Roles.Auditor},{Roles.Operator}";
}

using GenOps.Core.Access;

namespace GenOps.Web.Pages.Admin;

/// <summary>Registers what the pages of people and keys need.</summary>
public static class AdminRegistration
{
    /// <summary>Adds the commands and queries of accounts and keys.</summary>
    public static IServiceCollection AddAdminPages(this IServiceCollection services) => services
        .AddSingleton<SetUserRoles>()
        .AddSingleton<LockUser>()
        .AddSingleton<UsersQuery>()
        .AddSingleton<ApiKeysQuery>();
}

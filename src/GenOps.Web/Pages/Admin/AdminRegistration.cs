using GenOps.Core.Access;
using GenOps.Core.Desk.Operations;
using GenOps.Core.Levers;
using GenOps.Core.Pricing;

namespace GenOps.Web.Pages.Admin;

/// <summary>Registers what the pages of prices, assumptions, people and keys need.</summary>
public static class AdminRegistration
{
    /// <summary>Adds the price book and the commands and queries of accounts and keys; needs the ledger.</summary>
    public static IServiceCollection AddAdminPages(this IServiceCollection services) => services
        .AddGenOpsPricing()
        .AddSingleton<RepriceUnpriced>()
        .AddSingleton<UnpricedQuery>()
        .AddSingleton<SetUserRoles>()
        .AddSingleton<LockUser>()
        .AddSingleton<UsersQuery>()
        .AddSingleton<ApiKeysQuery>();
}

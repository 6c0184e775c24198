using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Demonstration;

/// <summary>Registers what fills a database with a demonstration.</summary>
public static class DemonstrationRegistration
{
    /// <summary>Adds it; needs the database, the ledger's reporting calendar, and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddDemonstration(this IServiceCollection services) => services.AddSingleton<DemoYear>();
}

using GenOps.Core.Audit;
using GenOps.Core.Outbound;
using GenOps.Web.Processes;

namespace GenOps.Web.Demonstration;

/// <summary>Adds what a product needs to show a demonstration, and what makes a process one.</summary>
internal static class DemonstrationRegistration
{
    /// <summary>The beginning of a process's cookies: a browser sends those of one host to all its ports, and neither process may sign the other out.</summary>
    public static string CookiesOf(ProductAddress product) => product.IsDemonstration ? "genops-demonstration" : "genops";

    /// <summary>Leaves a demonstration nothing but what its product told it: no file and no variable leads to a provider or another database.</summary>
    public static void KeepToCommandLine(this ConfigurationManager settings, ProductAddress product, string[] args)
    {
        if (!product.IsDemonstration) return;
        settings.Sources.Clear();
        settings.AddCommandLine(args);
    }

    /// <summary>Adds the one or the other.</summary>
    public static IServiceCollection AddDemonstrations(this IServiceCollection services, ProductAddress product)
    {
        services.AddSingleton(product);
        if (product.IsDemonstration)
        {
            services.AddSingleton<INameResolver, NoWayOut>();
            services.AddSingleton<ProductWatch>();
            services.AddHostedService(s => s.GetRequiredService<ProductWatch>());
            services.AddSingleton<DemonstrationDoor>();
            return services;
        }

        services.AddSingleton<DemonstrationReach>();
        services.AddSingleton(s => new DemonstrationServer(
            s.GetRequiredService<DataFolder>(), s.GetRequiredService<IConfiguration>(), s.GetRequiredService<CommandRunner>(),
            s.GetRequiredService<DemonstrationReach>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<DemonstrationServer>>()));
        services.AddHostedService(s => s.GetRequiredService<DemonstrationServer>());
        return services;
    }
}

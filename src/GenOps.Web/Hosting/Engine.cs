using GenOps.Core.Access;
using GenOps.Core.Analytics;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Ledger;
using GenOps.Core.Publishing;
using GenOps.Core.Runs;
using GenOps.Web.Auth;
using Hangfire;
using Hangfire.InMemory;
using Hangfire.PostgreSql;

namespace GenOps.Web.Hosting;

/// <summary>Everything GenOps does besides showing pages; and, in a server, the Hangfire workers that do it by themselves.</summary>
internal static class Engine
{
    private const string AdminsOnly = "hangfire";

    /// <summary>Adds the engine and its surroundings, and in a server the workers.</summary>
    public static void AddEngine(this WebApplicationBuilder builder, DataFolder folder)
    {
        var (services, settings) = (builder.Services, builder.Configuration);
        services.AddSingleton<ISecretProtector, SecretProtector>();
        services.AddGenOpsProviders();
        services.AddGenOpsLedger(settings[ReportingCalendar.Setting]);
        services.AddAnalytics();
        services.AddGenOpsPublishing(settings, folder.Path);
        services.AddGenOpsEngine(settings, folder.Path);
        if (ProcessRoles.Of(settings) == ProcessRole.Server) AddWorkers(services, settings);
    }

    /// <summary>Shows Hangfire's dashboard to administrators, to look and not to touch: pausing and retrying are GenOps's own.</summary>
    public static void MapEngine(this WebApplication app)
    {
        if (ProcessRoles.Of(app.Configuration) != ProcessRole.Server) return;
        app.MapHangfireDashboardWithAuthorizationPolicy(AdminsOnly, "/hangfire", new DashboardOptions
        {
            IsReadOnlyFunc = _ => true,
            DisplayStorageConnectionString = false,
            DashboardTitle = "GenOps jobs",
            AppPath = "/",
        });
    }

    private static void AddWorkers(IServiceCollection services, ConfigurationManager settings)
    {
        services.AddAuthorizationBuilder().AddPolicy(AdminsOnly, p => p.RequireRole(Roles.Admin));
        services.AddHangfire((provider, hangfire) =>
        {
            hangfire.SetDataCompatibilityLevel(CompatibilityLevel.Version_180).UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings();
            Store(hangfire, provider.GetRequiredService<DatabaseChoice>());
        });
        services.AddSingleton<IRunQueue, HangfireRunQueue>();
        services.AddTransient<RunJob>();
        services.AddGenOpsDelivery();
        services.AddHangfireServer(o =>
        {
            // A worker waits for its provider most of the time, so there are more of them than processors.
            o.WorkerCount = settings.GetValue("GenOps:Workers", Math.Max(12, Environment.ProcessorCount * 4));
            o.SchedulePollingInterval = TimeSpan.FromSeconds(1);
            o.ShutdownTimeout = TimeSpan.FromSeconds(25);
        });
        services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(30));
    }

    private static void Store(IGlobalConfiguration hangfire, DatabaseChoice database)
    {
        if (!database.IsPostgres)
        {
            hangfire.UseInMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = TimeSpan.FromHours(3) });
            return;
        }

        hangfire.UsePostgreSqlStorage(
            o => o.UseNpgsqlConnection(database.ConnectionString),
            new PostgreSqlStorageOptions
            {
                SchemaName = "hangfire",
                // Without the sliding a job that runs longer than the timeout would be run twice at once.
                UseSlidingInvisibilityTimeout = true,
                InvisibilityTimeout = TimeSpan.FromMinutes(2),
                DistributedLockTimeout = TimeSpan.FromMinutes(2),
                QueuePollInterval = TimeSpan.FromSeconds(1),
            });
    }
}

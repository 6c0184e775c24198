using GenOps.Core.Access;
using GenOps.Core.Alerts;
using GenOps.Core.Analytics;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Desk;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Ledger;
using GenOps.Core.Levers;
using GenOps.Core.Pipelines;
using GenOps.Core.Pricing;
using GenOps.Core.Publishing;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using GenOps.Core.Runs.Nodes;
using GenOps.Core.Starts;
using GenOps.Web.Auth;
using GenOps.Web.Processes;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;

namespace GenOps.Web.Hosting;

/// <summary>Everything GenOps does besides showing pages; and, in a process that works, the Hangfire workers that do it by themselves.</summary>
internal static class Engine
{
    private const string AdminsOnly = "hangfire";

    /// <summary>Adds the engine and its surroundings, and where it works by itself the workers.</summary>
    public static void AddEngine(this WebApplicationBuilder builder, DataFolder folder)
    {
        var (services, settings) = (builder.Services, builder.Configuration);
        services.AddSingleton<ISecretProtector, SecretProtector>();
        services.AddGenOpsProviders();
        services.AddGenOpsPricing();
        services.AddGenOpsLedger(settings[ReportingCalendar.Setting]);
        services.AddGenOpsInference(settings, folder.Path);
        services.AddGenOpsPipelines(settings);
        services.AddGenOpsReviews();
        services.AddGenOpsPublishing(settings, folder.Path);
        services.AddGenOpsRuns(settings);
        services.AddGenOpsLevers(settings);
        services.AddGenOpsStarts(settings, folder.Path);
        services.AddGenOpsDesk();
        services.AddAnalytics();
        services.AddGenOpsAlerts(settings);
        var role = ProcessRoles.Of(settings);
        if (!role.IsNode()) return;
        AddJobs(services);
        services.AddSingleton(new NodeFacts(role.ToString().ToLowerInvariant(), role.Works() ? WorkersOf(settings) : 0));
        services.AddHostedService<NodeHeartbeat>();
        // Pages watch too: that no worker is left is what people must be told.
        services.AddGenOpsAlertDelivery();
        if (role.Works()) AddWorkers(services, settings);
        if (!DatabaseChoice.From(settings.GetConnectionString("GenOps"), folder.Path).IsPostgres) return;
        services.AddSingleton<PostgresNotices>();
        services.AddHostedService(s => s.GetRequiredService<PostgresNotices>());
    }

    /// <summary>Shows Hangfire's dashboard to administrators, to look and not to touch: pausing and retrying are GenOps's own.</summary>
    public static void MapEngine(this WebApplication app)
    {
        if (!ProcessRoles.Of(app.Configuration).IsNode()) return;
        app.MapHangfireDashboardWithAuthorizationPolicy(AdminsOnly, "/hangfire", new DashboardOptions
        {
            IsReadOnlyFunc = _ => true,
            DisplayStorageConnectionString = false,
            DashboardTitle = "GenOps jobs",
            AppPath = "/",
        });
    }

    private static void AddJobs(IServiceCollection services)
    {
        services.AddAuthorizationBuilder().AddPolicy(AdminsOnly, p => p.RequireRole(Roles.Admin));
        // Hangfire's own way keeps these in static fields, through which two hosts of one process would get each other's jobs.
        services.AddSingleton(provider => StorageOf(provider.GetRequiredService<DatabaseChoice>()));
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddHangfire((provider, hangfire) => hangfire
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180).UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings()
            .UseLogProvider(new HangfireLogs(provider.GetRequiredService<ILoggerFactory>())));
    }

    private static void AddWorkers(IServiceCollection services, ConfigurationManager settings)
    {
        // How long a stopping process may finish the calls under way; what takes longer is settled by recovery.
        var drain = TimeSpan.FromSeconds(settings.GetValue("GenOps:DrainSeconds", 25));
        services.AddSingleton<ILookQueue, HangfireLookQueue>();
        services.AddOutboxDelivery(WorkersOf(settings));
        services.AddLedgerDelivery();
        services.AddInferenceDelivery();
        services.AddRunDelivery();
        services.AddLeverDelivery();
        services.AddStartDelivery();
        services.AddAnalyticsDelivery();
        services.AddHangfireServer(o =>
        {
            o.Queues = HangfireLookQueue.Queues;
            o.WorkerCount = WorkersOf(settings);
            o.SchedulePollingInterval = TimeSpan.FromSeconds(1);
            o.ShutdownTimeout = drain;
        });
        services.Configure<HostOptions>(o => o.ShutdownTimeout = drain + TimeSpan.FromSeconds(5));
    }

    /// <summary>A worker waits for its provider most of the time, so there are more of them than processors.</summary>
    private static int WorkersOf(IConfiguration settings) => settings.GetValue("GenOps:Workers", Math.Max(12, Environment.ProcessorCount * 4));

    private static JobStorage StorageOf(DatabaseChoice database)
    {
        if (!database.IsPostgres) return new InMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = TimeSpan.FromHours(3) });
        var options = new PostgreSqlStorageOptions
        {
            SchemaName = "hangfire",
            // Without the sliding a job that runs longer than the timeout would be run twice at once.
            UseSlidingInvisibilityTimeout = true,
            InvisibilityTimeout = TimeSpan.FromMinutes(2),
            DistributedLockTimeout = TimeSpan.FromMinutes(2),
            QueuePollInterval = TimeSpan.FromSeconds(1),
        };
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(database.ConnectionString, options), options);
    }
}

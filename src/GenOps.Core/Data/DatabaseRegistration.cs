using GenOps.Core.Audit;
using GenOps.Core.Data.Store;
using GenOps.Core.Delivery;
using GenOps.Core.Faults;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace GenOps.Core.Data;

/// <summary>Which database, and where.</summary>
/// <param name="ConnectionString">As given to the driver.</param>
/// <param name="IsPostgres">False for SQLite.</param>
public sealed record DatabaseChoice(string ConnectionString, bool IsPostgres)
{
    /// <summary>
    /// Reads the setting <c>ConnectionStrings:GenOps</c>: nothing or a file means SQLite
    /// (in the data folder when nothing), anything with <c>Host=</c> or <c>postgres://</c> PostgreSQL.
    /// </summary>
    /// <param name="setting">The connection string; null or empty for the default.</param>
    /// <param name="dataFolder">Where the default file goes.</param>
    public static DatabaseChoice From(string? setting, string dataFolder)
    {
        if (string.IsNullOrWhiteSpace(setting)) return Sqlite(Path.Combine(dataFolder, "genops.db"));
        if (setting.StartsWith("postgres://", StringComparison.Ordinal) || setting.StartsWith("postgresql://", StringComparison.Ordinal))
        {
            return new DatabaseChoice(FromUri(new Uri(setting)), IsPostgres: true);
        }

        if (setting.Contains("Host=", StringComparison.OrdinalIgnoreCase)) return new DatabaseChoice(setting, IsPostgres: true);
        if (!setting.Contains('=', StringComparison.Ordinal)) return Sqlite(setting);
        return Sqlite(new SqliteConnectionStringBuilder(setting).DataSource);
    }

    private static DatabaseChoice Sqlite(string file) => new(
        new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 60 }.ToString(), IsPostgres: false);

    private static string FromUri(Uri uri)
    {
        var user = uri.UserInfo.Split(':', 2);
        return new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port > 0 ? uri.Port : 5432,
            Database = uri.AbsolutePath.TrimStart('/'),
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
        }.ToString();
    }
}

/// <summary>Registers the contexts, and one factory under the shared type that features ask for.</summary>
public static class DatabaseRegistration
{
    /// <summary>
    /// Adds <see cref="IDbContextFactory{TContext}"/> of <see cref="GenOpsDbContext"/> for the chosen database, and what runs commands on it;
    /// for that it needs a <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddGenOpsDatabase(this IServiceCollection services, DatabaseChoice choice)
    {
        services.AddSingleton(choice);
        if (choice.IsPostgres)
        {
            services.AddPooledDbContextFactory<PostgresGenOpsDbContext>(
                (s, o) => o.UseNpgsql(choice.ConnectionString).AddInterceptors(new RowLock.Clause(), new RunWakes.Telling(s.GetRequiredService<IOutboxSignal>()))
                    .WithoutModelCheck().WithoutSecondTelling().UnderTest());
            services.AddSingleton<IDbContextFactory<GenOpsDbContext>, SharedFactory<PostgresGenOpsDbContext>>();
            services.AddSingleton<IEngineStore, PostgresStore>();
        }
        else
        {
            services.AddPooledDbContextFactory<SqliteGenOpsDbContext>(
                (s, o) => o.UseSqlite(choice.ConnectionString).AddInterceptors(SqlitePragmas.Instance, new RunWakes.Telling(s.GetRequiredService<IOutboxSignal>()))
                    .WithoutModelCheck().WithoutSecondTelling().UnderTest());
            services.AddSingleton<IDbContextFactory<GenOpsDbContext>, SharedFactory<SqliteGenOpsDbContext>>();
            services.AddSingleton<IEngineStore, SqliteStore>();
        }

        services.AddSingleton<RowMaps>();
        services.AddSingleton<DatabaseSetup>();
        services.AddSingleton<StorageProbe>();
        return services.AddGenOpsCommands();
    }

    /// <summary>Comparing the model with its snapshot at each start takes half a second to say what a test has said before.</summary>
    private static DbContextOptionsBuilder WithoutModelCheck(this DbContextOptionsBuilder options) =>
        options.ConfigureWarnings(w => w.Ignore(RelationalEventId.PendingModelChangesWarning));

    /// <summary>Each of these is thrown as well, and whoever catches it tells of it once, not with each statement.</summary>
    private static DbContextOptionsBuilder WithoutSecondTelling(this DbContextOptionsBuilder options) => options.ConfigureWarnings(w => w.Ignore(
        RelationalEventId.CommandError, RelationalEventId.ConnectionError, RelationalEventId.TransactionError, CoreEventId.SaveChangesFailed,
        CoreEventId.QueryIterationFailed));

    private static DbContextOptionsBuilder UnderTest(this DbContextOptionsBuilder options) =>
        CrashPoints.Armed ? options.AddInterceptors(new CrashInterceptor()) : options;

    private sealed class SharedFactory<TContext>(IDbContextFactory<TContext> inner) : IDbContextFactory<GenOpsDbContext>
        where TContext : GenOpsDbContext
    {
        public GenOpsDbContext CreateDbContext() => inner.CreateDbContext();
    }
}

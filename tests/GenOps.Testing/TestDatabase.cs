using GenOps.Core.Audit;
using GenOps.Core.Data;
using GenOps.Core.Data.Store;
using GenOps.Core.Delivery;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Testing;

/// <summary>The databases GenOps runs on.</summary>
public enum DatabaseKind
{
    /// <summary>A file.</summary>
    Sqlite,

    /// <summary>A real PostgreSQL server.</summary>
    Postgres,
}

/// <summary>A migrated database for one test alone. Made as a copy of one that was migrated once in this process.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private protected TestDatabase(DatabaseChoice choice)
    {
        Choice = choice;
        _services = new ServiceCollection().AddGenOpsDatabase(choice).BuildServiceProvider();
        Contexts = _services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>();
    }

    /// <summary>Which of the two it is.</summary>
    public DatabaseKind Kind => Choice.IsPostgres ? DatabaseKind.Postgres : DatabaseKind.Sqlite;

    /// <summary>Where it is, as the product's own registration takes it.</summary>
    public DatabaseChoice Choice { get; }

    /// <summary>What features ask for.</summary>
    public IDbContextFactory<GenOpsDbContext> Contexts { get; }

    /// <summary>A new, migrated, otherwise empty database.</summary>
    public static async Task<TestDatabase> CreateAsync(DatabaseKind kind) =>
        kind == DatabaseKind.Postgres ? await PostgresTestDatabase.CreateAsync() : await SqliteTestDatabase.CreateAsync();

    /// <summary>The hot path's way into it.</summary>
    public IEngineStore Store => _services.GetRequiredService<IEngineStore>();

    /// <summary>A context of its own for one operation.</summary>
    public GenOpsDbContext Open() => Contexts.CreateDbContext();

    /// <summary>What runs commands on it.</summary>
    /// <param name="time">The time they act at; null for the real one.</param>
    /// <param name="signal">Hears of wake-ups; null where nobody does.</param>
    /// <param name="changes">Hears of changes to runs; null where nobody does.</param>
    public CommandRunner Runner(TimeProvider? time = null, IOutboxSignal? signal = null, RunChanges? changes = null) =>
        new(Contexts, signal ?? _services.GetRequiredService<IOutboxSignal>(), changes ?? new RunChanges(), time ?? TimeProvider.System);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await RemoveAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task RemoveAsync();

    private protected static async Task MigrateAsync(DatabaseChoice choice)
    {
        await using var services = new ServiceCollection().AddGenOpsDatabase(choice).BuildServiceProvider();
        await services.GetRequiredService<DatabaseSetup>().MigrateAsync(CancellationToken.None);
    }
}

/// <summary>A SQLite file in a temporary folder.</summary>
public sealed class SqliteTestDatabase : TestDatabase
{
    private static readonly Lazy<Task<byte[]>> Template = new(MakeTemplateAsync);
    private readonly string _folder;

    private SqliteTestDatabase(string folder)
        : base(DatabaseChoice.From(null, folder)) => _folder = folder;

    /// <summary>A new, migrated, otherwise empty database.</summary>
    public static async Task<SqliteTestDatabase> CreateAsync()
    {
        var content = await Template.Value;
        var folder = Directory.CreateTempSubdirectory("genops-sqlite-").FullName;
        await File.WriteAllBytesAsync(FileIn(folder), content);
        return new SqliteTestDatabase(folder);
    }

    private protected override Task RemoveAsync()
    {
        using (var pooled = new SqliteConnection(Choice.ConnectionString)) SqliteConnection.ClearPool(pooled);
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    private static async Task<byte[]> MakeTemplateAsync()
    {
        var folder = Directory.CreateTempSubdirectory("genops-sqlite-").FullName;
        var choice = DatabaseChoice.From(null, folder);
        await MigrateAsync(choice);
        // Closing the last connection moves the write-ahead log into the file.
        using (var pooled = new SqliteConnection(choice.ConnectionString)) SqliteConnection.ClearPool(pooled);
        var content = await File.ReadAllBytesAsync(FileIn(folder));
        Directory.Delete(folder, recursive: true);
        return content;
    }

    private static string FileIn(string folder) => new SqliteConnectionStringBuilder(DatabaseChoice.From(null, folder).ConnectionString).DataSource;
}

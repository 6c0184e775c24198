using GenOps.Core.Data;
using Xunit;

namespace GenOps.Testing;

/// <summary>
/// A suite that must hold on both databases. Write it as an abstract class with the facts, and give it two ends:
/// <code>
/// public abstract class Sums(DatabaseKind kind) : DatabaseTest(kind) { [Fact] public async Task … }
/// public sealed class SumsOnSqlite() : Sums(DatabaseKind.Sqlite);
/// public sealed class SumsOnPostgres() : Sums(DatabaseKind.Postgres);
/// </code>
/// Each fact gets an empty, migrated database of its own.
/// </summary>
public abstract class DatabaseTest(DatabaseKind kind) : IAsyncLifetime
{
    private TestDatabase? _database;

    /// <summary>This fact's database.</summary>
    protected TestDatabase Database => _database ?? throw new InvalidOperationException("The database is made before the fact runs.");

    /// <summary>A context of its own for one operation.</summary>
    protected GenOpsDbContext Open() => Database.Open();

    /// <inheritdoc />
    public virtual async Task InitializeAsync() => _database = await TestDatabase.CreateAsync(kind);

    /// <inheritdoc />
    public virtual async Task DisposeAsync()
    {
        if (_database is not null) await _database.DisposeAsync();
    }
}

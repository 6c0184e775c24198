using GenOps.Core.Data;
using GenOps.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Tests.Data;

public abstract class StorageProbeTests(DatabaseKind kind) : DatabaseTest(kind)
{
    [Fact]
    public async Task Look_AllWell_FindsNothingAndLeavesNothing()
    {
        using var probe = new StorageProbe(Database.Contexts, new StoragePlace(Path.GetTempPath()), TimeProvider.System);

        var checks = await probe.LookAsync(CancellationToken.None);

        Assert.Equal([("disk", null), ("database", null), ("migrations", null), ("write", null)], checks.Select(c => (c.Name, c.Problem)));
        await using var db = Open();
        Assert.Equal(0, await db.Blobs.CountAsync());
    }

    [Fact]
    public async Task Look_FolderThatTakesNoFiles_NamesTheDisk()
    {
        using var probe = new StorageProbe(Database.Contexts, new StoragePlace("/proc/no/such"), TimeProvider.System);

        var failed = Assert.Single(await probe.LookAsync(CancellationToken.None), c => c.Problem is not null);

        Assert.Equal("disk", failed.Name);
        Assert.DoesNotContain("/proc", failed.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_SomeMigrationsMissing_NamesThem()
    {
        await using (var db = Open()) await db.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" LIKE '%FirstAid'");
        using var probe = new StorageProbe(Database.Contexts, new StoragePlace(Path.GetTempPath()), TimeProvider.System);

        Assert.Equal("migrations", Assert.Single(await probe.LookAsync(CancellationToken.None), c => c.Problem is not null).Name);
    }
}

public sealed class StorageProbeTestsOnSqlite() : StorageProbeTests(DatabaseKind.Sqlite)
{
    [Fact]
    public async Task Look_FileOverwrittenWithRandomBytes_SaysThatItIsDamaged()
    {
        var file = new SqliteConnectionStringBuilder(Database.Choice.ConnectionString).DataSource;
        await using var services = new ServiceCollection().AddGenOpsDatabase(DatabaseChoice.From(file + ".copy", "")).BuildServiceProvider();
        var content = await File.ReadAllBytesAsync(file);
        new Random(5).NextBytes(content);
        await File.WriteAllBytesAsync(file + ".copy", content);
        using var probe = new StorageProbe(services.GetRequiredService<IDbContextFactory<GenOpsDbContext>>(), new StoragePlace(Path.GetTempPath()), TimeProvider.System);

        var checks = await probe.LookAsync(CancellationToken.None);

        Assert.Equal([null, StorageFault.Words(StorageTrouble.Damaged)], checks.Where(c => c.Name is "disk" or "write").Select(c => c.Problem));
    }
}

public sealed class StorageProbeTestsOnPostgres() : StorageProbeTests(DatabaseKind.Postgres);

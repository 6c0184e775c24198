using GenOps.Core.Blobs;
using GenOps.Core.Data;
using GenOps.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Data;

/// <summary>What the databases really throw.</summary>
public sealed class StorageFaultTests
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Of_RowThatBreaksARule_IsNoFaultOfStorage(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var error = await Assert.ThrowsAsync<DbUpdateException>(async () =>
        {
            await using var db = database.Open();
            for (var i = 0; i < 2; i++)
                db.Add(new Core.Alerts.AlertMute { Id = Id.New<AlertMuteId>(), Key = "same", Until = DateTime.UnixEpoch, Reason = "", By = "" });
            await db.SaveChangesAsync();
        });

        Assert.Null(StorageFault.Of(error));
    }

    [Fact]
    public async Task Of_TextThatPostgresRefuses_IsNoFaultOfStorage()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var db = database.Open();
        var error = await Assert.ThrowsAnyAsync<Exception>(() => db.StepRuns.Where(s => s.Problem == "\0").ExecuteUpdateAsync(s => s.SetProperty(x => x.Problem, "\0")));

        Assert.True(StorageFault.Of(error) is null, $"{error}");
    }

    [Fact]
    public async Task Of_SqliteThatMayNotGrow_IsFull()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var db = database.Open();
        await db.Database.OpenConnectionAsync();
        await db.Database.ExecuteSqlRawAsync("PRAGMA max_page_count=1");

        var error = await Assert.ThrowsAsync<SqliteException>(() => BlobStore.PutAsync(db, new byte[2_000_000], "image/png", DateTime.UnixEpoch, CancellationToken.None));

        Assert.Equal(StorageTrouble.Full, StorageFault.Of(error));
        await db.Database.ExecuteSqlRawAsync("PRAGMA max_page_count=1073741823");
    }

    [Fact]
    public async Task Of_ServerNotThere_IsAway()
    {
        await using var connection = new Npgsql.NpgsqlConnection("Host=127.0.0.1;Port=1;Username=a;Database=b;Pooling=false");
        var error = await Assert.ThrowsAnyAsync<Exception>(() => connection.OpenAsync());

        Assert.Equal(StorageTrouble.Away, StorageFault.Of(new InvalidOperationException("Likely transient.", error)));
    }

    [Fact]
    public void Of_FaultOfTheAsker_IsNone()
    {
        Assert.Null(StorageFault.Of(new FileNotFoundException("No such file")));
        Assert.Null(StorageFault.Of(new ConflictException("Twice.")));
    }
}

using System.Data.Common;
using GenOps.Core.Blobs;
using GenOps.Core.Data.Bulk;
using GenOps.Core.Inference;
using GenOps.Core.Inference.Routing;
using GenOps.Core.Ledger;
using GenOps.Core.Outputs;
using GenOps.Core.Pricing;
using GenOps.Core.Publishing;
using GenOps.Core.Reviews;
using GenOps.Core.Runs;
using GenOps.Core.Tests.Data.Store;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Tests.Data.Bulk;

/// <summary>What is written in bulk stands in the database to the last byte as if EF had written it.</summary>
public abstract class BulkWriterTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private readonly AnyRows any = new(seed: 17);
    private TestDatabase byEF = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        byEF = await TestDatabase.CreateAsync(Database.Kind);
    }

    public override async Task DisposeAsync()
    {
        await byEF.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Write_EveryEntityADemonstrationHas_StandsAsEFWritesIt()
    {
        await using var db = Open();
        using (var writer = BulkWriter.Open(Database.Choice, db.Model))
        {
            var runs = await WriteAsync<Run>(writer);
            await WriteAsync<StepRun>(writer, s => Set(s, nameof(StepRun.RunId), runs[0].Id));
            var calls = await WriteAsync<ModelCall>(writer);
            await WriteAsync<UsageLine>(writer, u => Set(u, nameof(UsageLine.CallId), calls[1].Id));
            await WriteAsync<LedgerEntry>(writer);
            await WriteAsync<RouteDecision>(writer);
            await WriteAsync<Output>(writer);
            await WriteAsync<OutputRevision>(writer);
            await WriteAsync<Artifact>(writer);
            await WriteAsync<Flag>(writer);
            await WriteAsync<ReviewTask>(writer);
            await WriteAsync<ReviewDecision>(writer);
            await WriteAsync<Labour>(writer);
            await WriteAsync<PublishCall>(writer);
            await WriteAsync<Assumption>(writer);
            await WriteAsync<PriceEntry>(writer);
            await WriteAsync<Blob>(writer);
            writer.Finish();
        }

        await SameAsync<Run>();
        await SameAsync<StepRun>();
        await SameAsync<ModelCall>();
        await SameAsync<UsageLine>();
        await SameAsync<LedgerEntry>();
        await SameAsync<RouteDecision>();
        await SameAsync<Output>();
        await SameAsync<OutputRevision>();
        await SameAsync<Artifact>();
        await SameAsync<Flag>();
        await SameAsync<ReviewTask>();
        await SameAsync<ReviewDecision>();
        await SameAsync<Labour>();
        await SameAsync<PublishCall>();
        await SameAsync<Assumption>();
        await SameAsync<PriceEntry>();
        await SameAsync<Blob>();
    }

    [Fact]
    public async Task Write_EmptyTextsAndRoundTimes_StandAsEFWritesThem()
    {
        await using var db = Open();
        var noon = new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);
        Blob[] blobs =
        [
            new() { Hash = BlobHash.Of(""), MediaType = "", Length = 0, Content = [], CreatedAt = noon },
            new() { Hash = BlobHash.Of("a"), MediaType = new string('ä', 5_000), Length = 1, Content = [0], CreatedAt = noon.AddMilliseconds(120), ErasedAt = noon.AddMicroseconds(1) },
        ];
        using (var writer = BulkWriter.Open(Database.Choice, db.Model))
        {
            writer.Write(blobs);
            writer.Finish();
        }

        await using (var other = byEF.Open())
        {
            other.AddRange(blobs);
            await other.SaveChangesAsync();
        }

        await SameAsync<Blob>();
    }

    [Fact]
    public async Task Finish_Database_IsAsTheProductKeepsIt()
    {
        await using var db = Open();
        using (var writer = BulkWriter.Open(Database.Choice, db.Model)) writer.Finish();

        db.Add(any.Row<Run>(db.Model.FindEntityType(typeof(Run))!, full: true));
        Assert.Equal(1, await db.SaveChangesAsync());
        if (db.Database.IsSqlite()) Assert.Equal("wal", (await db.Database.SqlQueryRaw<string>("PRAGMA journal_mode").ToListAsync())[0]);
    }

    private async Task<T[]> WriteAsync<T>(BulkWriter writer, Action<T>? refer = null)
        where T : class
    {
        await using var db = byEF.Open();
        var type = db.Model.FindEntityType(typeof(T))!;
        T[] rows = [any.Row<T>(type, false), any.Row<T>(type, true), any.Row<T>(type, true)];
        foreach (var row in rows) refer?.Invoke(row);
        writer.Write(rows);
        writer.Commit();
        db.AddRange(rows);
        await db.SaveChangesAsync();
        return rows;
    }

    private async Task SameAsync<T>()
        where T : class
    {
        var expected = await RawAsync<T>(byEF);
        Assert.NotEmpty(expected);
        Assert.Equal(expected, await RawAsync<T>(Database));
    }

    private static void Set<T>(T row, string property, object value) => typeof(T).GetProperty(property)!.SetValue(row, value);

    /// <summary>All columns of all rows, shadow ones too, as the driver gives them.</summary>
    private static async Task<string> RawAsync<T>(TestDatabase database)
        where T : class
    {
        await using var db = database.Open();
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"SELECT * FROM \"{db.Model.FindEntityType(typeof(T))!.GetTableName()}\"";
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync()) rows.Add(Words(reader));
        return string.Join('\n', rows.Order(StringComparer.Ordinal));
    }

    private static string Words(DbDataReader reader) => string.Join(", ", Enumerable.Range(0, reader.FieldCount).Select(i => $"{reader.GetName(i)} = {reader.GetValue(i) switch
    {
        byte[] bytes => $"bytes {Convert.ToHexString(bytes)}",
        DBNull => "nothing",
        var value => $"{value.GetType().Name} {value}",
    }}"));
}

public sealed class BulkWriterTestsOnSqlite() : BulkWriterTests(DatabaseKind.Sqlite);

public sealed class BulkWriterTestsOnPostgres() : BulkWriterTests(DatabaseKind.Postgres);

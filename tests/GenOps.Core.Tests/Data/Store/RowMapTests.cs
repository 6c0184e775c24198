using System.Data.Common;
using GenOps.Core.Data.Store;
using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace GenOps.Core.Tests.Data.Store;

/// <summary>Every entity goes through the store as through EF.</summary>
public abstract class RowMapTests(DatabaseKind kind) : DatabaseTest(kind)
{
    private const int Seed = 11;

    private readonly AnyRows any = new(Seed);

    [Fact]
    public async Task Insert_AnyEntity_IsReadEqualByEF()
    {
        await using var db = Open();
        await WithoutReferencesAsync(db);

        foreach (var type in Entities(db)) await ((ITable)Activator.CreateInstance(typeof(OfType<>).MakeGenericType(type.ClrType), this, db)!).InsertAsync();
    }

    [Fact]
    public async Task Select_AnyEntity_ReadsWhatEFStored()
    {
        await using var db = Open();
        await WithoutReferencesAsync(db);

        foreach (var type in Entities(db)) await ((ITable)Activator.CreateInstance(typeof(OfType<>).MakeGenericType(type.ClrType), this, db)!).SelectAsync();
    }

    [Fact]
    public async Task Code_AnyEntity_TellsDifferencesCopiesAndSetsBack()
    {
        await using var db = Open();

        foreach (var type in Entities(db)) ((ITable)Activator.CreateInstance(typeof(OfType<>).MakeGenericType(type.ClrType), this, db)!).Compare();
    }

    private static List<IEntityType> Entities(DbContext db)
    {
        var all = db.Model.GetEntityTypes().ToList();
        Assert.True(all.Count > 50);
        return all;
    }

    /// <summary>Rows without what they refer to, on this connection.</summary>
    private static async Task WithoutReferencesAsync(DbContext db)
    {
        await db.Database.OpenConnectionAsync();
        await db.Database.ExecuteSqlRawAsync(db.Database.IsSqlite() ? "PRAGMA foreign_keys = OFF" : "SET session_replication_role = replica");
    }

    private interface ITable
    {
        Task InsertAsync();

        Task SelectAsync();

        void Compare();
    }

    private sealed class OfType<T>(RowMapTests test, DbContext db) : ITable
        where T : class
    {
        private readonly RowMap<T> map = new RowMaps(test.Database.Contexts).Of<T>();
        private readonly IEntityType type = db.Model.FindEntityType(typeof(T))!;

        public async Task InsertAsync()
        {
            T[] rows = [Row(false), Row(true), Row(true)];
            foreach (var row in rows)
            {
                await using var command = Command(map.Insert(row));
                await command.ExecuteNonQueryAsync();
            }

            Same(rows, await db.Set<T>().AsNoTracking().ToListAsync());
        }

        public async Task SelectAsync()
        {
            T[] rows = [Row(false), Row(true), Row(true)];
            db.AddRange(rows);
            await db.SaveChangesAsync();
            var read = new List<T>();
            await using (var command = Command(new StoreStatement(map.Select("1 = 1"), [])))
            await using (var reader = await command.ExecuteReaderAsync())
                while (await reader.ReadAsync()) read.Add(map.Code.Read(reader));

            Same(rows, read);
        }

        public void Compare()
        {
            var (row, other) = (Row(true), Row(true));
            var copy = map.Code.Copy(row);
            Assert.NotSame(row, copy);
            Assert.Equal(0ul, map.Code.Differences(row, copy));
            foreach (var column in map.Columns.Where(c => !c.IsShadow && c.Path is [{ PropertyInfo.CanWrite: true }]))
            {
                var property = column.Path[0].PropertyInfo!;
                property.SetValue(copy, property.GetValue(copy) is bool was ? !was : property.PropertyType.IsEnum ? Enum.GetValues(property.PropertyType).GetValue(0) : test.any.Value(property.PropertyType));
                Assert.Equal(Equals(property.GetValue(copy), property.GetValue(row)) ? 0 : 1ul << column.Index, map.Code.Differences(row, copy));
                property.SetValue(copy, property.GetValue(row));
            }

            map.Code.Assign(other, copy);
            Assert.Equal(0ul, map.Code.Differences(other, copy));
            Assert.Equal(map.Code.Key(other), map.Code.Key(copy));
            Assert.NotEqual(map.Code.Key(row), map.Code.Key(copy));
        }

        private T Row(bool full) => test.any.Row<T>(type, full);

        private DbCommand Command(StoreStatement statement)
        {
            var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = statement.Sql;
            for (var i = 0; i < statement.Values.Length; i++)
            {
                if (!db.Database.IsSqlite()) command.Parameters.Add(PostgresParameter.Of(statement.Values[i], statement.Types![i]));
                else command.Parameters.Add(new Microsoft.Data.Sqlite.SqliteParameter($"${i + 1}", statement.Values[i] ?? DBNull.Value));
            }

            return command;
        }

        private void Same(IEnumerable<T> expected, IEnumerable<T> actual) => Assert.Equal(AnyRows.Words(type, expected), AnyRows.Words(type, actual));
    }
}

public sealed class RowMapTestsOnSqlite() : RowMapTests(DatabaseKind.Sqlite);

public sealed class RowMapTestsOnPostgres() : RowMapTests(DatabaseKind.Postgres);

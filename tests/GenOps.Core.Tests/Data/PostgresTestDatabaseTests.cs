using GenOps.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GenOps.Core.Tests.Data;

/// <summary>A database that serves one test after the other is as new for each.</summary>
public sealed class PostgresTestDatabaseTests
{
    [Theory]
    [InlineData("INSERT INTO \"Roles\" (\"Id\", \"Name\") VALUES (gen_random_uuid(), 'x')", true)]
    [InlineData("SELECT 1", true)]
    [InlineData("DELETE FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" LIKE '%FirstAid'", false)]
    [InlineData("DELETE FROM \"__EFMigrationsHistory\"", false)]
    [InlineData("CREATE TABLE more (x int)", false)]
    [InlineData("ALTER TABLE \"Runs\" DROP COLUMN \"Wakes\"", false)]
    [InlineData("DROP INDEX \"IX_ModelCalls_State\"", false)]
    public async Task Dispose_AfterAStatement_ServesAgainUnlessMoreThanRowsChanged(string statement, bool serves)
    {
        var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using (var db = database.Open()) await db.Database.ExecuteSqlRawAsync(statement);

        await database.DisposeAsync();

        var name = new NpgsqlConnectionStringBuilder(database.Choice.ConnectionString).Database;
        await using var connection = new NpgsqlConnection((await PostgresServer.SharedAsync()).ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", connection) { Parameters = { new() { Value = name } } };
        Assert.Equal(serves, await command.ExecuteScalarAsync());
    }
}

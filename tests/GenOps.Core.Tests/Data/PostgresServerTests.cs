using GenOps.Testing;
using Npgsql;

namespace GenOps.Core.Tests.Data;

/// <summary>The tests' own PostgreSQL: a fault here would look like a fault of the product.</summary>
public sealed class PostgresServerTests
{
    [Fact]
    public async Task Dispose_OwnServer_TakesNoMoreConnections()
    {
        var server = await PostgresServer.StartAsync();
        var place = await server.CreateDatabaseAsync("one") + ";Pooling=false";
        await using (var connection = new NpgsqlConnection(place)) await connection.OpenAsync();

        await server.DisposeAsync();

        await using var late = new NpgsqlConnection(place);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => late.OpenAsync());
    }

    [Fact]
    public async Task Create_TwoDatabases_ShareNoRows()
    {
        await using var first = await PostgresTestDatabase.CreateAsync();
        await using var second = await PostgresTestDatabase.CreateAsync();

        Assert.NotEqual(first.Choice.ConnectionString, second.Choice.ConnectionString);
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace GenOps.Core.Data;

/// <summary>Lets the migration tool make a SQLite context without the application.</summary>
internal sealed class SqliteDesignTimeContext : IDesignTimeDbContextFactory<SqliteGenOpsDbContext>
{
    public SqliteGenOpsDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteGenOpsDbContext>().UseSqlite("Data Source=:memory:").Options);
}

/// <summary>Lets the migration tool make a PostgreSQL context without the application.</summary>
internal sealed class PostgresDesignTimeContext : IDesignTimeDbContextFactory<PostgresGenOpsDbContext>
{
    public PostgresGenOpsDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresGenOpsDbContext>().UseNpgsql("Host=design-time").Options);
}

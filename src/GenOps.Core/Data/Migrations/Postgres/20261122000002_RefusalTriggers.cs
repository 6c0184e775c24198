using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace GenOps.Core.Data.Migrations.Postgres;

/// <summary>Makes the append-only tables refuse UPDATE and DELETE.</summary>
[DbContext(typeof(PostgresGenOpsDbContext))]
[Migration("20261122000002_RefusalTriggers")]
public sealed class RefusalTriggersMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var statement in RefusalTriggers.Postgres()) migrationBuilder.Sql(statement);
    }
}

using System;
using GenOps.Core.Analytics.Rollups;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace GenOps.Core.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Rollups : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "RollupKeys",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Money = table.Column<string>(type: "text", nullable: false),
                    PipelineId = table.Column<Guid>(type: "uuid", nullable: false),
                    VersionId = table.Column<Guid>(type: "uuid", nullable: false),
                    CostCentre = table.Column<string>(type: "text", nullable: false),
                    Trigger = table.Column<string>(type: "text", nullable: false),
                    StepId = table.Column<string>(type: "text", nullable: false),
                    Provider = table.Column<string>(type: "text", nullable: false),
                    Model = table.Column<string>(type: "text", nullable: false),
                    Tier = table.Column<string>(type: "text", nullable: true),
                    Rule = table.Column<string>(type: "text", nullable: false),
                    DurationClass = table.Column<int>(type: "integer", nullable: false),
                    Kind = table.Column<string>(type: "text", nullable: true),
                    Class = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RollupKeys", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "RollupStates",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Build = table.Column<int>(type: "integer", nullable: false),
                    Round = table.Column<long>(type: "bigint", nullable: false),
                    Zone = table.Column<string>(type: "text", nullable: false),
                    Facts = table.Column<string>(type: "text", nullable: false),
                    BuiltTo = table.Column<Guid>(type: "uuid", nullable: true),
                    RunsToBuild = table.Column<long>(type: "bigint", nullable: false),
                    RunsBuilt = table.Column<long>(type: "bigint", nullable: false),
                    BegunAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RollupStates", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "RollupSums",
                columns: table => new
                {
                    Build = table.Column<int>(type: "integer", nullable: false),
                    Grain = table.Column<int>(type: "integer", nullable: false),
                    Fact = table.Column<int>(type: "integer", nullable: false),
                    Day = table.Column<int>(type: "integer", nullable: false),
                    KeyId = table.Column<int>(type: "integer", nullable: false),
                    RecordedOn = table.Column<int>(type: "integer", nullable: false),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    Rows = table.Column<long>(type: "bigint", nullable: false),
                    FirstAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RollupSums", x => new { x.Build, x.Grain, x.Fact, x.Day, x.KeyId, x.RecordedOn });
                });

            migrationBuilder.CreateTable(
                name: "RunRollups",
                columns: table => new
                {
                    RunId = table.Column<Guid>(type: "uuid", nullable: false),
                    Build = table.Column<int>(type: "integer", nullable: false),
                    Data = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RunRollups", x => x.RunId);
                });

            migrationBuilder.CreateTable(
                name: "RunStamps",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    RunId = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RunStamps", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Outputs_Money_PublishedAt",
                table: "Outputs",
                columns: new[] { "Money", "PublishedAt" },
                filter: "\"PublishedAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Outputs_Money_WithdrawnAt",
                table: "Outputs",
                columns: new[] { "Money", "WithdrawnAt" },
                filter: "\"WithdrawnAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Outputs_VersionId_Money_AcceptedAt",
                table: "Outputs",
                columns: new[] { "VersionId", "Money", "AcceptedAt" },
                filter: "\"AcceptedAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_LedgerEntries_OfNoRun",
                table: "LedgerEntries",
                columns: new[] { "Money", "ChargedAt" },
                filter: "\"RunId\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Labour_RunId",
                table: "Labour",
                column: "RunId");
            foreach (var statement in StampTriggers.Postgres()) migrationBuilder.Sql(statement);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var statement in StampTriggers.DropOnPostgres()) migrationBuilder.Sql(statement);
            migrationBuilder.DropTable(
                name: "RollupKeys");

            migrationBuilder.DropTable(
                name: "RollupStates");

            migrationBuilder.DropTable(
                name: "RollupSums");

            migrationBuilder.DropTable(
                name: "RunRollups");

            migrationBuilder.DropTable(
                name: "RunStamps");

            migrationBuilder.DropIndex(
                name: "IX_Outputs_Money_PublishedAt",
                table: "Outputs");

            migrationBuilder.DropIndex(
                name: "IX_Outputs_Money_WithdrawnAt",
                table: "Outputs");

            migrationBuilder.DropIndex(
                name: "IX_Outputs_VersionId_Money_AcceptedAt",
                table: "Outputs");

            migrationBuilder.DropIndex(
                name: "IX_LedgerEntries_OfNoRun",
                table: "LedgerEntries");

            migrationBuilder.DropIndex(
                name: "IX_Labour_RunId",
                table: "Labour");
        }
    }
}

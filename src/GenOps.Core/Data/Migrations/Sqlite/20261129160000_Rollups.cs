using System;
using GenOps.Core.Analytics.Rollups;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GenOps.Core.Data.Migrations.Sqlite
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
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Money = table.Column<string>(type: "TEXT", nullable: false),
                    PipelineId = table.Column<Guid>(type: "TEXT", nullable: false),
                    VersionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    CostCentre = table.Column<string>(type: "TEXT", nullable: false),
                    Trigger = table.Column<string>(type: "TEXT", nullable: false),
                    StepId = table.Column<string>(type: "TEXT", nullable: false),
                    Provider = table.Column<string>(type: "TEXT", nullable: false),
                    Model = table.Column<string>(type: "TEXT", nullable: false),
                    Tier = table.Column<string>(type: "TEXT", nullable: true),
                    Rule = table.Column<string>(type: "TEXT", nullable: false),
                    DurationClass = table.Column<int>(type: "INTEGER", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: true),
                    Class = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RollupKeys", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "RollupStates",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Build = table.Column<int>(type: "INTEGER", nullable: false),
                    Round = table.Column<long>(type: "INTEGER", nullable: false),
                    Zone = table.Column<string>(type: "TEXT", nullable: false),
                    Facts = table.Column<string>(type: "TEXT", nullable: false),
                    BuiltTo = table.Column<Guid>(type: "TEXT", nullable: true),
                    RunsToBuild = table.Column<long>(type: "INTEGER", nullable: false),
                    RunsBuilt = table.Column<long>(type: "INTEGER", nullable: false),
                    BegunAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RollupStates", x => x.Id);
                });

            migrationBuilder.Sql(
                """
                CREATE TABLE "RollupSums" (
                    "Build" INTEGER NOT NULL, "Grain" INTEGER NOT NULL, "Fact" INTEGER NOT NULL, "Day" INTEGER NOT NULL, "KeyId" INTEGER NOT NULL,
                    "RecordedOn" INTEGER NOT NULL, "Amount" INTEGER NOT NULL, "Rows" INTEGER NOT NULL, "FirstAt" INTEGER NULL,
                    CONSTRAINT "PK_RollupSums" PRIMARY KEY ("Build", "Grain", "Fact", "Day", "KeyId", "RecordedOn")) WITHOUT ROWID
                """);

            migrationBuilder.Sql(
                """
                CREATE TABLE "RunRollups" (
                    "RunId" TEXT NOT NULL, "Build" INTEGER NOT NULL, "Data" BLOB NOT NULL, CONSTRAINT "PK_RunRollups" PRIMARY KEY ("RunId")) WITHOUT ROWID
                """);

            migrationBuilder.Sql(
                """
                CREATE TABLE "RunStamps" ("Id" INTEGER NOT NULL CONSTRAINT "PK_RunStamps" PRIMARY KEY, "RunId" TEXT NOT NULL)
                """);

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
            foreach (var statement in StampTriggers.Sqlite()) migrationBuilder.Sql(statement);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var statement in StampTriggers.DropOnSqlite()) migrationBuilder.Sql(statement);
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

using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GenOps.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class OperatorLevers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "HeldFor",
                table: "StepRuns",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<Guid>(
                name: "ReusedFrom",
                table: "StepRuns",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "AbortRequested",
                table: "Runs",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<Guid>(
                name: "RerunOf",
                table: "Runs",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ReleasedBy",
                table: "Reroutes",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<Guid>(
                name: "RunId",
                table: "Holds",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "StepRunId",
                table: "Holds",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "RunBatches",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Action = table.Column<string>(type: "TEXT", nullable: false),
                    Filter = table.Column<string>(type: "TEXT", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", nullable: false),
                    ActorId = table.Column<Guid>(type: "TEXT", nullable: true),
                    By = table.Column<string>(type: "TEXT", nullable: false),
                    PlacedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Total = table.Column<int>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RunBatches", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "RunRequests",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Caller = table.Column<string>(type: "TEXT", nullable: false),
                    Key = table.Column<string>(type: "TEXT", nullable: false),
                    BodyHash = table.Column<string>(type: "TEXT", nullable: false),
                    RunId = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RunRequests", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "RunBatchItems",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    BatchId = table.Column<Guid>(type: "TEXT", nullable: false),
                    RunId = table.Column<Guid>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", nullable: false),
                    Problem = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RunBatchItems", x => x.Id);
                    table.ForeignKey(
                        name: "FK_RunBatchItems_RunBatches_BatchId",
                        column: x => x.BatchId,
                        principalTable: "RunBatches",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Runs_RerunOf",
                table: "Runs",
                column: "RerunOf");

            migrationBuilder.CreateIndex(
                name: "IX_Holds_ReleasedAt_Until",
                table: "Holds",
                columns: new[] { "ReleasedAt", "Until" });

            migrationBuilder.CreateIndex(
                name: "IX_Holds_RunId",
                table: "Holds",
                column: "RunId");

            migrationBuilder.CreateIndex(
                name: "IX_Holds_StepRunId",
                table: "Holds",
                column: "StepRunId");

            migrationBuilder.CreateIndex(
                name: "IX_RunBatchItems_BatchId_State",
                table: "RunBatchItems",
                columns: new[] { "BatchId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_RunBatchItems_RunId",
                table: "RunBatchItems",
                column: "RunId");

            migrationBuilder.CreateIndex(
                name: "IX_RunBatches_EndedAt_PlacedAt",
                table: "RunBatches",
                columns: new[] { "EndedAt", "PlacedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_RunRequests_Caller_Key",
                table: "RunRequests",
                columns: new[] { "Caller", "Key" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "RunBatchItems");

            migrationBuilder.DropTable(
                name: "RunRequests");

            migrationBuilder.DropTable(
                name: "RunBatches");

            migrationBuilder.DropIndex(
                name: "IX_Runs_RerunOf",
                table: "Runs");

            migrationBuilder.DropIndex(
                name: "IX_Holds_ReleasedAt_Until",
                table: "Holds");

            migrationBuilder.DropIndex(
                name: "IX_Holds_RunId",
                table: "Holds");

            migrationBuilder.DropIndex(
                name: "IX_Holds_StepRunId",
                table: "Holds");

            migrationBuilder.DropColumn(
                name: "HeldFor",
                table: "StepRuns");

            migrationBuilder.DropColumn(
                name: "ReusedFrom",
                table: "StepRuns");

            migrationBuilder.DropColumn(
                name: "AbortRequested",
                table: "Runs");

            migrationBuilder.DropColumn(
                name: "RerunOf",
                table: "Runs");

            migrationBuilder.DropColumn(
                name: "ReleasedBy",
                table: "Reroutes");

            migrationBuilder.DropColumn(
                name: "RunId",
                table: "Holds");

            migrationBuilder.DropColumn(
                name: "StepRunId",
                table: "Holds");
        }
    }
}

using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GenOps.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Backfills : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Backfills",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PipelineId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ScheduleId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Source = table.Column<string>(type: "TEXT", nullable: false),
                    Money = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", nullable: false),
                    Concurrency = table.Column<int>(type: "INTEGER", nullable: false),
                    CapNanos = table.Column<long>(type: "INTEGER", nullable: true),
                    Problem = table.Column<string>(type: "TEXT", nullable: false),
                    CancelRuns = table.Column<bool>(type: "INTEGER", nullable: false),
                    CreatedBy = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Backfills", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "BackfillItems",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    BackfillId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Position = table.Column<int>(type: "INTEGER", nullable: false),
                    Label = table.Column<string>(type: "TEXT", nullable: false),
                    InputHash = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", nullable: false),
                    RunId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Problem = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BackfillItems", x => x.Id);
                    table.ForeignKey(
                        name: "FK_BackfillItems_Backfills_BackfillId",
                        column: x => x.BackfillId,
                        principalTable: "Backfills",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_BackfillItems_BackfillId_Position",
                table: "BackfillItems",
                columns: new[] { "BackfillId", "Position" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_BackfillItems_BackfillId_State",
                table: "BackfillItems",
                columns: new[] { "BackfillId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_BackfillItems_RunId",
                table: "BackfillItems",
                column: "RunId");

            migrationBuilder.CreateIndex(
                name: "IX_Backfills_CreatedAt",
                table: "Backfills",
                column: "CreatedAt");

            migrationBuilder.CreateIndex(
                name: "IX_Backfills_State",
                table: "Backfills",
                column: "State");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "BackfillItems");

            migrationBuilder.DropTable(
                name: "Backfills");
        }
    }
}

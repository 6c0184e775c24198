using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GenOps.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ReviewUndo : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_ReviewDecisions_TaskId",
                table: "ReviewDecisions");

            migrationBuilder.AddColumn<Guid>(
                name: "ClosedBy",
                table: "ReviewTasks",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "UndoUntil",
                table: "ReviewTasks",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Number",
                table: "ReviewDecisions",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<Guid>(
                name: "Undoes",
                table: "ReviewDecisions",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "ReviewSkips",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    TaskId = table.Column<Guid>(type: "TEXT", nullable: false),
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReviewSkips", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ReviewTasks_ClosedBy",
                table: "ReviewTasks",
                column: "ClosedBy");

            migrationBuilder.CreateIndex(
                name: "IX_ReviewDecisions_OutputId",
                table: "ReviewDecisions",
                column: "OutputId");

            migrationBuilder.CreateIndex(
                name: "IX_ReviewDecisions_TaskId_Number",
                table: "ReviewDecisions",
                columns: new[] { "TaskId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ReviewSkips_UserId_At",
                table: "ReviewSkips",
                columns: new[] { "UserId", "At" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ReviewSkips");

            migrationBuilder.DropIndex(
                name: "IX_ReviewTasks_ClosedBy",
                table: "ReviewTasks");

            migrationBuilder.DropIndex(
                name: "IX_ReviewDecisions_OutputId",
                table: "ReviewDecisions");

            migrationBuilder.DropIndex(
                name: "IX_ReviewDecisions_TaskId_Number",
                table: "ReviewDecisions");

            migrationBuilder.DropColumn(
                name: "ClosedBy",
                table: "ReviewTasks");

            migrationBuilder.DropColumn(
                name: "UndoUntil",
                table: "ReviewTasks");

            migrationBuilder.DropColumn(
                name: "Number",
                table: "ReviewDecisions");

            migrationBuilder.DropColumn(
                name: "Undoes",
                table: "ReviewDecisions");

            migrationBuilder.CreateIndex(
                name: "IX_ReviewDecisions_TaskId",
                table: "ReviewDecisions",
                column: "TaskId",
                unique: true);
        }
    }
}

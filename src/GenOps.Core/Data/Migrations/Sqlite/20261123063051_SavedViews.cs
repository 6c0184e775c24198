using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GenOps.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class SavedViews : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "SavedViews",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    OwnerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    OwnerName = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    NameKey = table.Column<string>(type: "TEXT", nullable: false),
                    Filter = table.Column<string>(type: "TEXT", nullable: false),
                    Shared = table.Column<bool>(type: "INTEGER", nullable: false),
                    SavedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SavedViews", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Runs_Money_TriggeredAt",
                table: "Runs",
                columns: new[] { "Money", "TriggeredAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Runs_PipelineId_EndedAt",
                table: "Runs",
                columns: new[] { "PipelineId", "EndedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Runs_TriggeredAt_Id",
                table: "Runs",
                columns: new[] { "TriggeredAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_SavedViews_OwnerId_NameKey",
                table: "SavedViews",
                columns: new[] { "OwnerId", "NameKey" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SavedViews_Shared",
                table: "SavedViews",
                column: "Shared");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "SavedViews");

            migrationBuilder.DropIndex(
                name: "IX_Runs_Money_TriggeredAt",
                table: "Runs");

            migrationBuilder.DropIndex(
                name: "IX_Runs_PipelineId_EndedAt",
                table: "Runs");

            migrationBuilder.DropIndex(
                name: "IX_Runs_TriggeredAt_Id",
                table: "Runs");
        }
    }
}

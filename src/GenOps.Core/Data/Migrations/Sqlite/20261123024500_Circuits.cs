using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GenOps.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Circuits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Fallbacks",
                table: "ProviderAccounts",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Failure",
                table: "ModelCalls",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "CallLimits",
                columns: table => new
                {
                    Provider = table.Column<string>(type: "TEXT", nullable: false),
                    Model = table.Column<string>(type: "TEXT", nullable: false),
                    AtOnce = table.Column<int>(type: "INTEGER", nullable: true),
                    RequestsPerMinute = table.Column<int>(type: "INTEGER", nullable: true),
                    TokensPerMinute = table.Column<long>(type: "INTEGER", nullable: true),
                    RequestsLeft = table.Column<double>(type: "REAL", nullable: false),
                    TokensLeft = table.Column<double>(type: "REAL", nullable: false),
                    FilledAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    BlockedUntil = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CallLimits", x => new { x.Provider, x.Model });
                });

            migrationBuilder.CreateTable(
                name: "Circuits",
                columns: table => new
                {
                    Provider = table.Column<string>(type: "TEXT", nullable: false),
                    Model = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", nullable: false),
                    Failures = table.Column<int>(type: "INTEGER", nullable: false),
                    Trips = table.Column<int>(type: "INTEGER", nullable: false),
                    OpenedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    ProbeAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Problem = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Circuits", x => new { x.Provider, x.Model });
                });

            migrationBuilder.CreateIndex(
                name: "IX_ModelCalls_Provider_Model_CreatedAt",
                table: "ModelCalls",
                columns: new[] { "Provider", "Model", "CreatedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CallLimits");

            migrationBuilder.DropTable(
                name: "Circuits");

            migrationBuilder.DropIndex(
                name: "IX_ModelCalls_Provider_Model_CreatedAt",
                table: "ModelCalls");

            migrationBuilder.DropColumn(
                name: "Fallbacks",
                table: "ProviderAccounts");

            migrationBuilder.DropColumn(
                name: "Failure",
                table: "ModelCalls");
        }
    }
}

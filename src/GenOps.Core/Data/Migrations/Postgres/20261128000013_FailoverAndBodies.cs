using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GenOps.Core.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class FailoverAndBodies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "BodyHash",
                table: "TriggerDeliveries",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "NeverFallback",
                table: "ProviderAccounts",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "Order",
                table: "ProviderAccounts",
                type: "integer",
                nullable: false,
                defaultValue: 100);

            migrationBuilder.CreateTable(
                name: "FailoverQuestions",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Earlier = table.Column<string>(type: "text", nullable: true),
                    Answer = table.Column<bool>(type: "boolean", nullable: true),
                    AnsweredBy = table.Column<string>(type: "text", nullable: false),
                    AnsweredAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FailoverQuestions", x => x.Id);
                });

            // An installation that people work with already is asked before its providers answer for each other.
            migrationBuilder.Sql("INSERT INTO \"FailoverQuestions\" (\"Id\", \"AnsweredBy\") SELECT 1, '' WHERE EXISTS (SELECT 1 FROM \"Users\");");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "FailoverQuestions");

            migrationBuilder.DropColumn(
                name: "BodyHash",
                table: "TriggerDeliveries");

            migrationBuilder.DropColumn(
                name: "NeverFallback",
                table: "ProviderAccounts");

            migrationBuilder.DropColumn(
                name: "Order",
                table: "ProviderAccounts");
        }
    }
}

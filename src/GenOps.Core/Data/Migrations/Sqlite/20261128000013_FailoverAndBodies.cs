using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GenOps.Core.Data.Migrations.Sqlite
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
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "NeverFallback",
                table: "ProviderAccounts",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "Order",
                table: "ProviderAccounts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 100);

            migrationBuilder.CreateTable(
                name: "FailoverQuestions",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Earlier = table.Column<string>(type: "TEXT", nullable: true),
                    Answer = table.Column<bool>(type: "INTEGER", nullable: true),
                    AnsweredBy = table.Column<string>(type: "TEXT", nullable: false),
                    AnsweredAt = table.Column<DateTime>(type: "TEXT", nullable: true)
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
